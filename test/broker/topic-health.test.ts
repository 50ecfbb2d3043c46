import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { errorOf } from '../../broker/librdkafka-errors.js'
import { TopicHealth } from '../../broker/topic-health.js'
import { AliecsError } from '../../errors.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const LONG_AGO_MS = -60_000
const refusal = (topic: string, partition = 0, reason = 'no replicas') => {
  return { topic, partition, reason, isFromBroker: true }
}
const record = (topic: string, key: string | null = 'env') => ({ topic, key, value: new Uint8Array() })

let logger: MemoryLogger
let stuck: string[]
let health: TopicHealth

beforeEach(() => {
  logger = new MemoryLogger()
  stuck = []
  health = new TopicHealth(logger, (topic) => stuck.push(topic))
})

const topics = (): string[] => health.list().map(({ topic }) => topic)

describe('a topic with a refusal', () => {
  it('is stuck from a timeout on, and not before; it heals with the acknowledgement of that partition', () => {
    health.added('t')
    health.added('t')
    health.refused(refusal('t', 1))
    expect([topics(), health.blocked(record('t'))]).toEqual([[], null])
    expect(health.isRefusing('t')).toBe(true)
    health.timedOut('t', performance.now())
    expect(stuck).toEqual(['t'])
    expect(health.list()).toMatchObject([
      { reason: 'the broker refuses records of partition 1: no replicas', queued: 2 },
    ])
    expect(health.blocked(record('t'))).toMatchObject({ code: 'KFK_TOPIC_STUCK' })
    health.settled('t', 0, null)
    expect(topics()).toEqual(['t'])
    health.settled('t', 1, null)
    expect([topics(), health.blocked(record('t'))]).toEqual([[], null])
    expect(logger.lines).toHaveLength(2)
    expect(logger.lines[1]).toMatch(/^warn: topic t takes records again after [\d.]+ s; 1 records delivered$/)
  })

  it('is logged once, and makes others with the same refusal stuck at once', () => {
    for (const topic of ['a', 'b', 'c']) health.added(topic)
    health.refused(refusal('a'))
    health.timedOut('a', performance.now())
    health.timedOut('a', performance.now())
    health.refused(refusal('a'))
    health.refused(refusal('b'))
    health.refused(refusal('c', 0, 'another reason'))
    expect(stuck).toEqual(['a', 'b'])
    expect(topics()).toEqual(['a', 'b'])
    expect(logger.lines).toHaveLength(2)
  })

  it('is not stuck because of a lost connection of another topic', () => {
    for (const topic of ['a', 'b']) health.added(topic)
    const lost = { ...refusal('a', 0, 'Local: Broker transport failure'), isFromBroker: false }
    health.refused(lost)
    health.timedOut('a', performance.now())
    health.refused({ ...lost, topic: 'b' })
    expect(topics()).toEqual(['a'])
  })

  it('keeps the reason of the broker when librdkafka reports one of its own', () => {
    health.added('t')
    health.refused(refusal('t'))
    health.refused({ ...refusal('t', 0, 'Local: Retry operation'), isFromBroker: false })
    health.timedOut('t', performance.now())
    expect(health.list()).toMatchObject([
      { reason: 'the broker refuses records of partition 0: no replicas' },
    ])
  })

  it('is stuck without a timeout too, if the refusal lasts', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    onTestFinished(() => {
      vi.useRealTimers()
    })
    const sinceMs = Date.now()
    health.added('t')
    health.refused(refusal('t'))
    vi.setSystemTime(sinceMs + 9999)
    health.refused(refusal('t'))
    expect(topics()).toEqual([])
    vi.setSystemTime(sinceMs + 10_000)
    health.refused(refusal('t'))
    expect(health.list()).toMatchObject([{ topic: 't', sinceMs }])
  })

  it('blocks the keys of the partitions that refuse, and no others', () => {
    health.added('t')
    health.observe([{ name: 't', partitions: [0, 1], leaderless: [] }])
    health.refused(refusal('t', 1))
    health.timedOut('t', performance.now())
    const blocked = ['a', 'b', 'c', 'd'].map((key) => health.blocked(record('t', key)) !== null)
    expect(new Set(blocked)).toEqual(new Set([true, false]))
    expect(health.blocked(record('t', null))).toBeNull()
    health.refused(refusal('t', 0))
    expect(health.blocked(record('t', null))).not.toBeNull()
  })
})

describe('a topic without a refusal', () => {
  it('is stuck when a broker answers something else after the timeout', () => {
    health.added('t')
    health.timedOut('t', LONG_AGO_MS)
    expect([topics(), health.needsCheck]).toEqual([[], true])
    health.observe([{ name: 't', partitions: [0], leaderless: [0] }])
    expect(health.list()).toMatchObject([{ topic: 't', reason: 'partition 0 without a leader' }])
    expect(health.needsCheck).toBe(true)
  })

  it('is not when no broker answers, nor after a short timeout, nor when others of its records are acknowledged', () => {
    health.added('t')
    health.timedOut('t', LONG_AGO_MS)
    health.disconnected()
    health.observe([])
    health.timedOut('t', performance.now())
    health.observe([])
    health.added('t')
    health.settled('t', 0, null)
    health.timedOut('t', LONG_AGO_MS)
    health.observe([])
    expect([topics(), health.needsCheck]).toEqual([[], false])
  })
})

describe('a topic without a leader', () => {
  const leaderless = { name: 't', partitions: [0, 1], leaderless: [1] }

  it('is in the list after two checks, without any record, until it has one', () => {
    health.observe([leaderless], ['t'])
    expect(topics()).toEqual([])
    health.observe([leaderless])
    expect(health.list()).toMatchObject([{ topic: 't', reason: 'partition 1 without a leader', queued: 0 }])
    health.observe([{ ...leaderless, leaderless: [] }])
    expect([topics(), health.needsCheck]).toEqual([[], false])
    expect(logger.lines.at(-1)).toContain('takes records again')
  })

  it('is not in the list during an election', () => {
    health.observe([leaderless], ['t'])
    health.observe([{ ...leaderless, leaderless: [] }])
    health.observe([leaderless])
    expect([topics(), logger.lines]).toEqual([[], []])
  })
})

describe('a topic that rejects records for good', () => {
  it.each([29, 32, 87])('is in the list for error %i, and blocks no call', (code) => {
    health.added('t')
    health.settled('t', 0, errorOf(new Error('not authorized'), code))
    expect(health.list()).toMatchObject([
      { topic: 't', reason: expect.stringContaining('not authorized'), queued: 0 },
    ])
    expect(health.blocked(record('t'))).toBeNull()
    health.added('t')
    health.settled('t', 0, null)
    expect(topics()).toEqual([])
  })

  it('is not in the list for an error of one record', () => {
    health.added('t')
    health.settled('t', 0, errorOf(new Error('too large'), 10))
    expect(topics()).toEqual([])
  })
})

it('a topic that cannot be made is in the list until it exists', () => {
  health.added('t')
  health.missing('t', new AliecsError('KFK_TOPIC', 'it cannot be made: denied'))
  expect(health.list()).toMatchObject([{ topic: 't', reason: 'it cannot be made: denied', queued: 1 }])
  health.missing('t', null)
  expect(topics()).toEqual([])
  health.settled('t', 0, null)
  expect(logger.lines).toEqual([
    expect.stringMatching(/takes records again after [\d.]+ s; 1 records delivered$/),
  ])
})
