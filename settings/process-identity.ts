import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** A process as other processes can look for it. */
export interface ProcessIdentity {
  pid: number
  host: string
  /** Start time in ticks since the boot; null where the system does not say it. */
  startTicks: string | null
  /** Namespace of the pid: containers have one each; null where the system does not say it. */
  namespace: string | null
}

/** Returns the identity of this process. */
export async function ownIdentity(): Promise<ProcessIdentity> {
  const startTicks = await readStartTicks(process.pid)
  const namespace = await readlink('/proc/self/ns/pid').catch(() => null)
  return { pid: process.pid, host: hostname(), startTicks, namespace }
}

/** Formats an identity as one line: `process 12 on flp-1, started 123456 in pid:[4026531836]`. */
export function formatIdentity({ pid, host, startTicks, namespace }: ProcessIdentity): string {
  const started = startTicks === null || namespace === null ? '' : `, started ${startTicks} in ${namespace}`
  return `process ${pid} on ${host}${started}`
}

/** Parses {@link formatIdentity}; null for any other text. */
export function parseIdentity(text: string): ProcessIdentity | null {
  const [, pid, host, startTicks, namespace] =
    /^process (\d+) on (.*?)(?:, started (\d+) in (\S+))?$/.exec(text) ?? []
  if (pid === undefined || host === undefined) return null
  return { pid: Number(pid), host, startTicks: startTicks ?? null, namespace: namespace ?? null }
}

/**
 * Whether the process is known to be gone: false as well where this process cannot see it, on another machine or in another
 * container. A process of the same number that started at another time is another process.
 */
export async function isGone({ pid, host, startTicks, namespace }: ProcessIdentity): Promise<boolean> {
  const own = await ownIdentity()
  if (host !== own.host) return false
  if (namespace !== null && namespace !== own.namespace) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH'
  }
  const current = await readStartTicks(pid)
  return startTicks !== null && current !== null && startTicks !== current
}

/** Field 22 of /proc/<pid>/stat; the name before it may contain blanks and brackets. */
async function readStartTicks(pid: number): Promise<string | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[19] ?? null
}
