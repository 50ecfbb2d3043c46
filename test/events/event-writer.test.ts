import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { AliecsError } from '../../errors.js'
import { type CoreEvent, coreStartEvent, EventWriter } from '../../events/index.js'
import type { PublishResult, Undelivered } from '../../plugin/host.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'

const NOW = 1_795_399_017_529
const start = (timestampMs = NOW): CoreEvent => coreStartEvent('framework', timestampMs)
const refused = (): PublishResult => ({
  status: 'failed',
  error: new AliecsError('KFK_QUEUE_FULL', 'the queue is full'),
})

let publisher: MemoryPublisher
let logger: MemoryLogger
let writer: EventWriter

beforeEach(() => {
  publisher = new MemoryPublisher()
  logger = new MemoryLogger()
  writer = new EventWriter({ publisher, logger })
})

const stamps = () =>
  publisher.records
    .map(({ value }) => events.Event.deserializeBinary(value))
    .map((event) => [event.getTimestamp(), event.getTimestampnano()])

it('hands each event over, in order, with both of its times, when the core has done its present work', async () => {
  for (const time of [NOW, NOW, NOW + 1]) writer.write(start(time))
  expect(publisher.records).toEqual([])
  await setImmediate()
  expect(stamps()).toEqual([
    [NOW, `${NOW}000000`],
    [NOW, `${NOW}000001`],
    [NOW + 1, `${NOW + 1}000000`],
  ])
  expect(writer.stats()).toEqual({ written: 3, lost: 0, lastError: null, publisher: null })
})

it('never throws: what cannot be encoded is lost, counted and logged, and the next one goes', () => {
  const broken = start()
  broken.message.serializeBinary = () => {
    throw new Error('no')
  }
  writer.write(broken)
  writer.write(start())
  writer.flush()
  expect(publisher.records).toHaveLength(1)
  expect(writer.stats()).toMatchObject({ written: 2, lost: 1, lastError: 'aliecs.core: no' })
  expect(logger.lines).toEqual(['error: 1 event lost: aliecs.core: no'])
})

it('lets no more than a thousand wait to be encoded', () => {
  for (let count = 0; count < 1001; count++) writer.write(start())
  expect(publisher.records).toHaveLength(1000)
  writer.flush()
  expect(publisher.records).toHaveLength(1001)
})

describe('what is lost', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const lose = async (count: number) => {
    publisher.answer = refused()
    for (let index = 0; index < count; index++) writer.write(start())
    writer.flush()
    await vi.advanceTimersByTimeAsync(0)
  }

  it('is said at once, and then once a minute with the number', async () => {
    await lose(3)
    expect(logger.lines).toEqual(['error: 1 event lost: the queue is full'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(logger.lines.slice(1)).toEqual(['error: 2 events lost: the queue is full'])
    await vi.advanceTimersByTimeAsync(120_000)
    expect(logger.lines).toHaveLength(2)
    expect(writer.stats()).toMatchObject({ written: 3, lost: 3, lastError: 'the queue is full' })
  })

  it('is said at the end, if it was not yet', async () => {
    await lose(2)
    await writer.close(0)
    expect(logger.lines).toEqual([
      'error: 1 event lost: the queue is full',
      'error: 1 event lost: the queue is full',
    ])
  })

  it('is not what waits for a broker', async () => {
    publisher.answer = { status: 'queued', error: new AliecsError('KFK_TIMEOUT', 'not yet') }
    writer.write(start())
    writer.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(writer.stats().lost).toBe(0)
    expect(logger.lines).toEqual([])
  })
})

describe('at the end', () => {
  class ClosingPublisher extends MemoryPublisher {
    limits: number[] = []
    left: Undelivered[] = []
    close(timeoutMs: number): Promise<Undelivered[]> {
      this.limits.push(timeoutMs)
      return Promise.resolve(this.left)
    }
  }

  it('waits as long as it may, and names the events that are left: others share the publisher', async () => {
    const closing = new ClosingPublisher()
    closing.left = [
      { topic: 'aliecs.core', key: null },
      { topic: 'aliecs.env_list.RUNNING', key: null },
      { topic: 'aliecs.run', key: '2rEnv' },
    ]
    const closed = new EventWriter({ publisher: closing, logger })
    const text = '2 events not delivered: aliecs.core (no key), aliecs.run (2rEnv)'
    await expect(closed.close(5000)).rejects.toMatchObject({ code: 'KFK_UNDELIVERED', message: text })
    expect(closing.limits).toEqual([5000])
    expect(closed.stats()).toMatchObject({ lost: 2, lastError: text })
    expect(logger.lines).toEqual([]) // the publisher has named them
  })

  it('counts what was given up once, whether or not it was answered before', async () => {
    const error = new AliecsError('KFK_UNDELIVERED', 'given up')
    const closing = new ClosingPublisher()
    closing.answer = { status: 'failed', error }
    closing.left = [{ topic: 'aliecs.core', key: null }]
    const closed = new EventWriter({ publisher: closing, logger })
    closed.write(start())
    await expect(closed.close(0)).rejects.toThrow()
    expect(closed.stats()).toMatchObject({ written: 1, lost: 1 })
  })

  it('names ten', async () => {
    const closing = new ClosingPublisher()
    closing.left = Array.from({ length: 12 }, () => ({ topic: 'aliecs.core', key: null }))
    await expect(new EventWriter({ publisher: closing, logger }).close(0)).rejects.toThrow(
      /^12 events not delivered: .* and 2 more$/,
    )
  })

  it('has nothing to say where all is delivered', async () => {
    await writer.close(0)
    expect(logger.lines).toEqual([])
  })
})
