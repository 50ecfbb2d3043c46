import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { BatchQueue } from '../../settings/batch-queue.js'

const options = { subject: 'an answer', code: 'RUN_NUMBER' } as const

/** A server that holds each batch until the test releases it. */
function heldServer() {
  const batches: { requests: readonly number[]; release: () => void }[] = []
  const serve = async (requests: readonly number[]) => {
    await new Promise<void>((release) => batches.push({ requests, release }))
    return requests.map((value) => ({ value }))
  }
  return { batches, serve }
}

describe('BatchQueue', () => {
  it('serves what arrives during a batch in the next one, in order', async () => {
    const { batches, serve } = heldServer()
    const queue = new BatchQueue(serve, options)
    const first = queue.add(1)
    const others = [2, 3, 4].map((request) => queue.add(request))
    batches[0]?.release()
    expect(await first).toBe(1)
    batches[1]?.release()
    expect(await Promise.all(others)).toEqual([2, 3, 4])
    expect(batches.map(({ requests }) => requests)).toEqual([[1], [2, 3, 4]])
  })

  it('answers each request of a failed batch with its error, and serves the next one', async () => {
    let calls = 0
    const serve = async (requests: readonly number[]) => {
      calls += 1
      if (calls === 2) throw new Error('broken')
      return requests.map((value) => ({ value }))
    }
    const queue = new BatchQueue(serve, options)
    const ends = await Promise.allSettled([1, 2, 3].map((request) => queue.add(request)))
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected'])
    expect(await queue.add(4)).toBe(4)
  })

  it('refuses more than it may hold', async () => {
    const { batches, serve } = heldServer()
    const queue = new BatchQueue(serve, { ...options, maxWaiting: 2 })
    const taken = [1, 2, 3].map((request) => queue.add(request))
    await expect(queue.add(4)).rejects.toMatchObject({
      code: 'RUN_NUMBER',
      message: 'an answer: 2 requests are waiting already, more are refused',
    })
    batches[0]?.release()
    await taken[0]
    batches[1]?.release()
    expect(await Promise.all(taken)).toEqual([1, 2, 3])
  })

  it('withdraws a request that waits too long', async () => {
    vi.useFakeTimers()
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const { batches, serve } = heldServer()
    const queue = new BatchQueue(serve, options)
    const late = Promise.allSettled([queue.add(1), queue.add(2)])
    vi.advanceTimersByTime(30_000)
    const reason = { code: 'RUN_NUMBER', message: 'an answer: no answer within 30000 ms' }
    expect(await late).toMatchObject([{ reason }, { reason }])
    const next = queue.add(3)
    batches[0]?.release()
    await vi.waitUntil(() => batches.length === 2)
    batches[1]?.release()
    expect(await next).toBe(3)
    expect(batches.map(({ requests }) => requests)).toEqual([[1], [3]])
  })
})
