import { expect, test } from 'vitest'
import { duration, exactDuration, localTime, utcTime } from '../../../page/model/times.js'

test.each([
  [-5, '0 s'],
  [999, '0 s'],
  [8_200, '8 s'],
  [59_999, '59 s'],
  [60_000, '1 min 00 s'],
  [725_000, '12 min 05 s'],
  [3_600_000, '1 h 00 min'],
  [86_399_999, '23 h 59 min'],
  [86_400_000 + 5 * 3_600_000, '1 d 5 h'],
])('%d ms are %s', (ms, text) => {
  expect(duration(ms)).toBe(text)
})

test.each([
  [-1, '0 ms'],
  [350, '350 ms'],
  [8_290, '8.2 s'],
  [59_999, '59.9 s'],
  [60_000, '1 min 00 s'],
])('%d ms are exactly %s', (ms, text) => {
  expect(exactDuration(ms)).toBe(text)
})

test('UTC to the millisecond', () => {
  expect(utcTime(Date.UTC(2026, 10, 23, 6, 7, 8, 9))).toBe('2026-11-23 06:07:08.009 UTC')
})

test('the day is shown where it is another one', () => {
  const now = new Date(2026, 10, 23, 12).getTime()
  const today = localTime(new Date(2026, 10, 23, 6, 7, 8, 9).getTime(), now, { millis: true })
  expect(today).toMatch(/^06:07:08\.009$/)
  const earlier = localTime(new Date(2026, 10, 22, 6, 7, 8).getTime(), now)
  expect(earlier).toContain('2026')
  expect(earlier).toContain('06:07:08')
})
