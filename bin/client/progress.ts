import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandContext } from '../context.js'
import type { Output } from '../output.js'

const PAUSE_MS = 300

export interface Change<T> {
  work: Promise<T>
  /** What there is to say now; where it fails the line only counts the seconds. */
  look: (signal: AbortSignal) => Promise<string>
  /** What the core goes on with when nobody waits any more. */
  goesOn: string
}

/** Waits for a change in the core; on a terminal, with a line that says how far it is. */
export async function follow<T>(
  { work, look, goesOn }: Change<T>,
  { err, interruption }: Pick<CommandContext, 'err' | 'interruption'>,
): Promise<T> {
  const done = new AbortController()
  const shown = err.status === undefined ? undefined : show(look, err.status, done.signal)
  try {
    return await work
  } catch (error) {
    if (interruption.signal.aborted) err.print(`interrupted; the core goes on with ${goesOn}`)
    throw error
  } finally {
    done.abort()
    await shown
  }
}

async function show(
  look: Change<unknown>['look'],
  status: NonNullable<Output['status']>,
  signal: AbortSignal,
): Promise<void> {
  const startMs = performance.now()
  let text = ''
  while (!signal.aborted) {
    text = await look(signal).catch(() => text)
    if (signal.aborted) break
    status(`${text}  ${((performance.now() - startMs) / 1000).toFixed(1)} s`.trimStart())
    await sleep(PAUSE_MS, undefined, { signal }).catch(() => {})
  }
  status('')
}
