import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Deadlines } from '../../broker/deadlines.js'

let deadlines: Deadlines
let expired: string[]

beforeEach(() => {
  vi.useFakeTimers()
  deadlines = new Deadlines()
  expired = []
})
afterEach(() => {
  vi.useRealTimers()
})

const waiting = (name: string) => ({ expire: () => expired.push(name) })

it('each expires at its own time, in order', () => {
  deadlines.add(waiting('first'), 100)
  vi.advanceTimersByTime(40)
  deadlines.add(waiting('second'), 100)
  deadlines.add(waiting('shorter'), 20)
  vi.advanceTimersByTime(59)
  expect(expired).toEqual(['shorter'])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['shorter', 'first'])
  vi.advanceTimersByTime(39)
  expect(expired).toEqual(['shorter', 'first'])
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['shorter', 'first', 'second'])
  expect(vi.getTimerCount()).toBe(0)
})

it('what is removed does not expire, and the last one leaves no timer', () => {
  const [gone, stays] = [waiting('gone'), waiting('stays')]
  deadlines.add(gone, 100)
  deadlines.add(stays, 100)
  expect(vi.getTimerCount()).toBe(1)
  deadlines.remove(gone, 100)
  vi.advanceTimersByTime(100)
  expect(expired).toEqual(['stays'])
  deadlines.add(gone, 100)
  deadlines.remove(gone, 100)
  deadlines.remove(gone, 100)
  expect(vi.getTimerCount()).toBe(0)
})

it('one that expires may add and remove others', () => {
  const second = waiting('second')
  const first = {
    expire: () => {
      expired.push('first')
      deadlines.remove(second, 100)
      deadlines.add(waiting('third'), 100)
    },
  }
  deadlines.add(first, 100)
  deadlines.add(second, 100)
  vi.advanceTimersByTime(100)
  expect(expired).toEqual(['first'])
  vi.advanceTimersByTime(100)
  expect(expired).toEqual(['first', 'third'])
  expect(vi.getTimerCount()).toBe(0)
})

it('a limit of nothing, or of years, is no timer that Node warns of', () => {
  deadlines.add(waiting('now'), 0)
  deadlines.add(waiting('years'), 2 ** 40)
  vi.advanceTimersByTime(1)
  expect(expired).toEqual(['now'])
})
