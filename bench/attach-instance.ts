import { join } from 'node:path'
import { execaNode } from 'execa'

export const DELIVERIES = ['at-least-once', 'exactly-once'] as const
export type Delivery = (typeof DELIVERIES)[number]

export interface AttachInstance {
  /** When it has caught up with what was there: how long that took without its start, and its memory at half that time. */
  following: Promise<{ seconds: number; halfwayMiB: number }>
  /** Ends it. @returns its memory */
  end(): Promise<{ residentMiB: number; peakMiB: number }>
}

interface Topics {
  brokers: string
  sourcePrefix: string
  prefix: string
}

const CHILD = join(import.meta.dirname, 'attach-child.ts')
/** Of a whole life, on a machine that does other things too. */
const TIMEOUT_MS = 1_800_000

/** Attach in a process of its own, from the first event on. */
export function startInstance({ brokers, sourcePrefix, prefix }: Topics, delivery: Delivery): AttachInstance {
  const child = execaNode(CHILD, [brokers, sourcePrefix, prefix, delivery], {
    nodeOptions: process.execArgv, // with tsx among them
    timeout: TIMEOUT_MS,
    ipc: true,
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  child.catch(() => {}) // whoever waits for a message is told
  return {
    following: child.getOneMessage() as Promise<{ seconds: number; halfwayMiB: number }>,
    async end() {
      const [memory] = await Promise.all([child.getOneMessage(), child.sendMessage('end')])
      await child
      return memory as { residentMiB: number; peakMiB: number }
    },
  }
}
