import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { ReadingGoal } from '../../bin/reading-goal.js'

const at = (offset: number, partition = 0) => ({ topic: 't', partition, offset })
const FOREVER = Number.POSITIVE_INFINITY

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('is reached after so many records', async () => {
  const goal = new ReadingGoal({ count: 2, ends: null })
  goal.read(at(0), true)
  expect(goal.isReached).toBe(false)
  goal.read(at(1), true)
  expect(goal.isReached).toBe(true)
  await goal.reached
})

it('counts only what is wanted', () => {
  const goal = new ReadingGoal({ count: 1, ends: null })
  goal.read(at(0), false)
  expect(goal.isReached).toBe(false)
  goal.read(at(1), true)
  expect(goal.isReached).toBe(true)
})

it('is reached at the end of every partition', () => {
  const ends = [
    { topic: 't', partition: 0, next: 0, end: 2 },
    { topic: 't', partition: 1, next: 5, end: 6 },
    { topic: 't', partition: 2, next: 3, end: 3 },
  ]
  const goal = new ReadingGoal({ count: FOREVER, ends })
  for (const record of [at(0), at(5, 1)]) goal.read(record, false)
  expect(goal.isReached).toBe(false)
  goal.read(at(1), true)
  expect(goal.isReached).toBe(true)
})

it('is reached at once where there is nothing to read', () => {
  expect(new ReadingGoal({ count: FOREVER, ends: [] }).isReached).toBe(true)
  expect(new ReadingGoal({ count: FOREVER, ends: [{ ...at(0), next: 4, end: 4 }] }).isReached).toBe(true)
})

it('is never reached without a number and an end', () => {
  const goal = new ReadingGoal({ count: FOREVER, ends: null })
  goal.read(at(0), true)
  expect(goal.isReached).toBe(false)
})

it('ends a partition whose last offsets are of no record', () => {
  const goal = new ReadingGoal({ count: FOREVER, ends: [{ ...at(0), next: 0, end: 5 }] })
  goal.read(at(2), true)
  expect(goal.isReached).toBe(false)
  goal.ended(at(0))
  expect(goal).toMatchObject({ isReached: true, missed: [] })
})

it('wants no record of a partition that is at its end, nor of one that appears later', () => {
  const ends = [
    { ...at(0), next: 0, end: 1 },
    { ...at(0, 1), next: 0, end: 1 },
  ]
  const goal = new ReadingGoal({ count: FOREVER, ends })
  goal.read(at(0), true)
  expect([at(1), at(0, 1), at(0, 2)].map((each) => goal.includes(each))).toEqual([false, true, false])
})

it('waits some time for partitions that cannot be read, once all others are at their end', () => {
  const ends = [
    { ...at(0), next: 0, end: 1 },
    { ...at(0, 1), next: 0, end: FOREVER },
  ]
  const goal = new ReadingGoal({ count: FOREVER, ends, graceMs: 1000 })
  goal.unreadable([at(0, 1)])
  vi.advanceTimersByTime(60_000)
  expect(goal.isReached).toBe(false)
  goal.read(at(0), true)
  vi.advanceTimersByTime(500)
  goal.readable([at(0, 1)])
  vi.advanceTimersByTime(60_000)
  expect(goal.isReached).toBe(false)
  goal.unreadable([at(0, 1)])
  vi.advanceTimersByTime(1000)
  expect(goal).toMatchObject({ isReached: true, missed: [{ partition: 1 }] })
})

it('misses nothing where enough records were read', () => {
  const ends = [{ ...at(0), next: 0, end: 9 }]
  const goal = new ReadingGoal({ count: 1, ends })
  goal.read(at(0), true)
  expect(goal).toMatchObject({ isReached: true, missed: [] })
})
