import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'

/** Waits for a condition, which counts as an assertion; the limit only ends what hangs, on the slowest machine. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  limitMs = 240_000,
): Promise<void> {
  const end = performance.now() + limitMs
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${limitMs} ms: ${what()}`)
    await sleep(20)
  }
  expect(true).toBe(true) // for `requireAssertions`: the condition is met
}
