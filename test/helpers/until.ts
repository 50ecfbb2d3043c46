import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for a condition; the limit only ends what hangs, on the slowest machine. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  limitMs = 120_000,
): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what()}`)
    await sleep(20)
  }
}
