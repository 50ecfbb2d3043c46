import { expect, test } from 'vitest'
import { mergeNewest, ROW_LIMIT } from '../../../page/model/bounded.js'

const merge = (newer: number[], older: number[], limit?: number) =>
  mergeNewest(newer, older, String, (a, b) => b - a, limit)

test('each once, newest first', () => {
  expect(merge([5, 3], [4, 3, 1])).toEqual([5, 4, 3, 1])
})

test('the oldest go where there are too many', () => {
  expect(merge([4, 3], [2, 1], 3)).toEqual([4, 3, 2])
  const many = Array.from({ length: ROW_LIMIT + 500 }, (_, index) => index)
  const kept = merge([], many)
  expect(kept).toHaveLength(ROW_LIMIT)
  expect(kept.at(-1)).toBe(500)
})
