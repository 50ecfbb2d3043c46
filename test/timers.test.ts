import { expect, it } from 'vitest'
import { LONGEST_TIMER_MS, timerDelay } from '../timers.js'

it.each([
  [0, 0],
  [1.5, 1.5],
  [2 ** 31 - 1, LONGEST_TIMER_MS],
  [2 ** 31, LONGEST_TIMER_MS],
  [Number.POSITIVE_INFINITY, LONGEST_TIMER_MS],
  [Number.MAX_VALUE, LONGEST_TIMER_MS],
  [-1, 0],
  [Number.NEGATIVE_INFINITY, 0],
  [Number.NaN, 7],
  [undefined, 7],
  [null, 7],
  ['5', 7],
])('a delay of %s becomes %s', (ms, expected) => {
  expect(timerDelay(ms, 7)).toBe(expected)
})

it('the default is bounded too', () => {
  expect(timerDelay(undefined, Number.POSITIVE_INFINITY)).toBe(LONGEST_TIMER_MS)
  expect(timerDelay(undefined)).toBe(0)
})
