import { expect, it } from 'vitest'
import { formatGoDuration, parseGoDuration } from '../go-duration.js'

it.each([
  ['5s', 5000],
  ['1m30s', 90_000],
  ['1h0m0.5s', 3_600_500],
  ['250ms', 250],
  ['1500us', 1.5],
  ['1µs', 0.001],
  ['.5s', 500],
  ['0', 0],
  ['0s', 0],
])('%s', (text, ms) => expect(parseGoDuration(text)).toBeCloseTo(ms, 9))

it.each(['', '5', 's', '5 s', '-5s', '5x', '1s2', 'abc', '.s', '5S'])('not "%s"', (text) =>
  expect(parseGoDuration(text)).toBeNull(),
)

it.each([
  [0, '0s'],
  [250, '250ms'],
  [1500, '1.5s'],
  [60_000, '1m0s'],
  [140_000, '2m20s'],
  [3_600_500, '1h0m0.5s'],
])('%i ms', (ms, text) => {
  expect(formatGoDuration(ms)).toBe(text)
  expect(parseGoDuration(text)).toBe(ms)
})

it('reads a text of any length in proportion to it', () => {
  // A pattern that can split the same digits in many ways would take hours.
  expect(parseGoDuration('1'.repeat(2 ** 21))).toBeNull()
  expect(parseGoDuration('1s'.repeat(2 ** 16))).toBe(2 ** 16 * 1000)
})
