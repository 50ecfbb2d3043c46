import { expect, test } from 'vitest'
import { percentile, spreadOf } from '../../bench/statistics.js'

const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)

test('a percentile is a value that was measured', () => {
  expect(percentile(hundred, 50)).toBe(50)
  expect(percentile(hundred, 99)).toBe(99)
  expect(percentile(hundred, 100)).toBe(100)
  expect(percentile([7], 1)).toBe(7)
})

test('there is none of nothing', () => {
  expect(() => percentile([], 50)).toThrow(RangeError)
})

test('a spread has the median between its ends', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 })
})
