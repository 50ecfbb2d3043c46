/** Longest delay of a Node timer in ms, almost 25 days. A timer with a longer delay fires after 1 ms. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Bounds a delay to the range of Node's timers, for every delay that comes from a caller, a setting or a file.
 *
 * @param ms `Infinity` and all delays beyond the range become the longest delay; negative ones become 0
 * @param defaultMs replaces a delay that is not a number
 */
export function timerDelay(ms: unknown, defaultMs = 0): number {
  const delayMs = typeof ms === 'number' && !Number.isNaN(ms) ? ms : defaultMs
  return Math.min(Math.max(0, delayMs), LONGEST_TIMER_MS)
}
