import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Timeline } from '../../../bin/demo/timeline.js'

describe('Timeline', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 10_000 })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('prints in the order of times and ranks, a moment later', () => {
    const printed: string[] = []
    const timeline = new Timeline((text) => printed.push(text))
    timeline.add(10_002, 1, 'third')
    timeline.add(10_001, 2, 'second')
    timeline.add(10_001, 1, 'first')
    expect(printed).toEqual([])
    vi.advanceTimersByTime(500)
    expect(printed).toEqual(['first', 'second', 'third'])
    timeline.end()
  })

  it('prints what comes too late all the same, and what is left at the end', () => {
    const printed: string[] = []
    const timeline = new Timeline((text) => printed.push(text))
    timeline.add(10_000, 0, 'in time')
    vi.advanceTimersByTime(500)
    timeline.add(9_000, 0, 'late')
    vi.advanceTimersByTime(100)
    timeline.add(20_000, 0, 'future')
    expect(printed).toEqual(['in time', 'late'])
    timeline.end()
    timeline.end()
    expect(printed).toEqual(['in time', 'late', 'future'])
  })
})
