import { afterEach, describe, expect, it, vi } from 'vitest'
import { type RetryOptions, retry } from '../../settings/retry.js'

vi.mock('node:timers/promises', () => ({
  setTimeout: async (delayMs: number) => vi.isFakeTimers() && vi.advanceTimersByTime(delayMs),
}))
afterEach(() => {
  vi.useRealTimers()
})

const failing = (times: number) => {
  let calls = 0
  return async () => {
    if (++calls > times) return calls
    throw new Error(`failure ${calls}`)
  }
}
const options = (more: Partial<RetryOptions> = {}): RetryOptions => ({
  waitMs: 30_000,
  isTransient: () => true,
  onRetry: () => {},
  ...more,
})

describe('retry', () => {
  it('returns the first success', async () => {
    expect(await retry(failing(1), options())).toBe(2)
  })

  it('makes one attempt where there is no time to wait', async () => {
    await expect(retry(failing(1), options({ waitMs: 0 }))).rejects.toThrow('failure 1')
  })

  it('does not repeat what cannot help', async () => {
    await expect(retry(failing(1), options({ isTransient: () => false }))).rejects.toThrow('failure 1')
  })

  it('doubles its delays up to 5 s and ends with the time', async () => {
    vi.useFakeTimers({ toFake: ['performance'] }) // the pauses go through the mock below
    const delays: number[] = []
    const onRetry = (_: unknown, delayMs: number) => delays.push(delayMs)
    await expect(retry(failing(99), options({ waitMs: 20_000, onRetry }))).rejects.toThrow('failure 9')
    expect(delays).toEqual([250, 500, 1000, 2000, 4000, 5000, 5000, 2250])
  })

  it('ends with the reason of its signal, before, between and within attempts', async () => {
    const reason = new Error('enough')
    await expect(retry(failing(0), options({ signal: AbortSignal.abort(reason) }))).rejects.toBe(reason)
    const between = new AbortController()
    const onRetry = () => between.abort(reason)
    await expect(retry(failing(9), options({ signal: between.signal, onRetry }))).rejects.toBe(reason)
    const within = new AbortController()
    const never = retry(() => new Promise(() => {}), options({ signal: within.signal }))
    within.abort(reason)
    await expect(never).rejects.toBe(reason)
  })
})
