import { expect, it } from 'vitest'
import { ReadingGoal } from '../../bin/reading-goal.js'

const at = (offset: number, partition = 0) => ({ topic: 't', partition, offset })
const FOREVER = Number.POSITIVE_INFINITY

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
