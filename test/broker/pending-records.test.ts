import { describe, expect, it } from 'vitest'
import { Deadlines } from '../../broker/deadlines.js'
import { countByTopic, PendingRecords, PublishCall } from '../../broker/pending-records.js'
import { AliecsError } from '../../errors.js'

const record = (topic: string, bytes: number) => ({ topic, key: 'k', value: new Uint8Array(bytes) })
const error = (message: string) => new AliecsError('KFK_TIMEOUT', message)

describe('PublishCall', () => {
  it('is delivered when the last record is', async () => {
    const call = new PublishCall(2)
    call.settle(null)
    expect(call.answered).toBe(false)
    call.settle(null)
    expect(await call.result).toEqual({ status: 'delivered' })
  })

  it('fails with the first error, once all is settled', async () => {
    const call = new PublishCall(3)
    call.settle(null)
    call.settle(error('first'))
    call.settle(error('second'))
    expect(await call.result).toMatchObject({ status: 'failed', error: { message: 'first' } })
  })

  it('given back, it is queued, unless a record failed before', async () => {
    const waiting = new PublishCall(2)
    waiting.giveBack(error('down'))
    expect(await waiting.result).toMatchObject({ status: 'queued', error: { message: 'down' } })
    const failing = new PublishCall(2)
    failing.settle(error('refused'))
    failing.giveBack(error('down'))
    expect(await failing.result).toMatchObject({ status: 'failed', error: { message: 'refused' } })
  })

  it('answers once: what comes later changes nothing', async () => {
    const call = new PublishCall(1)
    call.limit(new Deadlines(), 0, () => error('too late'))
    expect(await call.result).toMatchObject({ status: 'queued', error: { message: 'too late' } })
    call.settle(null)
    expect(await call.result).toMatchObject({ status: 'queued' })
  })
})

describe('PendingRecords', () => {
  it('keeps order and counts bytes, key and topic included', () => {
    const pending = new PendingRecords(10, 1000)
    const call = new PublishCall(2)
    const first = pending.add(record('ab', 3), call)
    const second = pending.add(record('c', 4), call)
    expect(pending.all()).toEqual([first, second])
    expect([pending.size, pending.bytes]).toEqual([2, 6 + 6])
    pending.delete(first)
    pending.delete(first)
    expect([pending.size, pending.bytes]).toEqual([1, 6])
    expect(pending.get(second.seq)).toBe(second)
    expect(pending.get(first.seq)).toBeUndefined()
  })

  it('says which bound a call would pass', () => {
    const pending = new PendingRecords(2, 10)
    expect(pending.refusal([record('a', 8)])).toBeNull()
    expect(pending.refusal([record('a', 9)])).toBe('0 of 10 bytes wait')
    pending.add(record('a', 1), new PublishCall(1))
    expect(pending.refusal([record('a', 0), record('a', 0)])).toBe('1 of 2 records wait')
  })

  it('counts them by topic', () => {
    const pending = new PendingRecords(10, 1000)
    const call = new PublishCall(3)
    for (const topic of ['b', 'a', 'b']) pending.add(record(topic, 1), call)
    expect(countByTopic(pending.all())).toEqual({ b: 2, a: 1 })
    expect(countByTopic([])).toEqual({})
  })
})
