import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { SerialQueue, within } from '../../core/waiting.js'

describe('within', () => {
  const late = (): Error => new Error('late')

  it('gives what comes in time, an error included', async () => {
    await expect(within(Promise.resolve(1), 100, late)).resolves.toBe(1)
    await expect(within(Promise.reject(new Error('own')), 100, late)).rejects.toThrow('own')
  })

  it('leaves no timer behind', async () => {
    vi.useFakeTimers()
    try {
      await within(Promise.resolve(1), 100, late)
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('gives up after the limit', async () => {
    await expect(within(new Promise(() => {}), 5, late)).rejects.toThrow('late')
  })
})

describe('SerialQueue', () => {
  it('does one job after the other, failed ones too', async () => {
    const queue = new SerialQueue()
    const log: string[] = []
    const job = (name: string, ms: number) => async () => {
      log.push(name)
      await sleep(ms)
      log.push(`/${name}`)
      if (name === 'b') throw new Error('b failed')
      return name
    }
    const jobs = [queue.run(job('a', 5)), queue.run(job('b', 1)), queue.run(job('c', 0))]
    const ends = await Promise.allSettled(jobs)
    expect(log).toEqual(['a', '/a', 'b', '/b', 'c', '/c'])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  })
})
