import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import {
  createKafkaPublisher,
  type EmbeddedBroker,
  type KafkaPublisherOptions,
  type SettledRecord,
  startEmbeddedBroker,
} from '../../broker/index.js'
import type { ManagedPublisher, PublishRecord } from '../../plugin/host.js'
import { caught } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readRecords } from '../helpers/read-records.js'
import { randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

const WAIT = { timeoutMs: 60_000 }

function make(brokers: string, options: Partial<KafkaPublisherOptions> = {}): ManagedPublisher {
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger(), ...options })
  onTestFinished(async () => {
    await publisher.close(0)
  })
  return publisher
}

const record = (topic: string, value: string, key: string | null = 'env'): PublishRecord => {
  return { topic, key, value: Buffer.from(value) }
}

describe('on a broker', () => {
  let broker: EmbeddedBroker
  beforeEach(async () => {
    broker = await startEmbeddedBroker()
  })
  afterEach(() => broker.stop())

  it('delivers to a topic that did not exist, in the order of the calls', async () => {
    const publisher = make(broker.endpoint)
    const topic = randomName('order')
    const numbers = Array.from({ length: 200 }, (_, index) => String(index))
    const results = await Promise.all(
      numbers.map((number) => publisher.publish([record(topic, number)], WAIT)),
    )
    expect(results.every(({ status }) => status === 'delivered')).toBe(true)
    const read = await readRecords(broker.endpoint, (name) => name === topic, numbers.length)
    expect(read.map(({ value }) => Buffer.from(value ?? '').toString())).toEqual(numbers)
    expect(publisher.connectionState).toBe('READY')
    expect(publisher.stats()).toEqual({
      queued: 0,
      queuedBytes: 0,
      delivered: 200,
      failed: 0,
      lastError: null,
    })
  })

  it('tells the end of each record, with the time that it took', async () => {
    const settled: SettledRecord[] = []
    const publisher = make(broker.endpoint, { onSettled: (end) => settled.push(end) })
    const topic = randomName('end')
    await publisher.publish([record(topic, 'a')], WAIT)
    await publisher.publish([record('not legal', 'b')], WAIT)
    expect(settled).toEqual([
      { topic, latencyMs: expect.any(Number), error: null },
      { topic: 'not legal', latencyMs: 0, error: expect.objectContaining({ code: 'KFK_TOPIC' }) },
    ])
    expect(settled[0]?.latencyMs).toBeGreaterThan(0)
  })

  it('makes the topics that it is told of before any record', async () => {
    const topics = [randomName('early'), randomName('early')]
    make(broker.endpoint, { topics })
    await until(
      async () => {
        const { listTopics } = await import('../../broker/index.js')
        return (await listTopics(broker.endpoint, (name) => topics.includes(name))).length >= 2
      },
      () => 'both topics to exist',
    )
  })

  it('refuses what is too large, and goes on', async () => {
    const logger = new MemoryLogger()
    const publisher = make(broker.endpoint, { logger })
    const topic = randomName('large')
    const large = { topic, key: 'env', value: Buffer.alloc(2_000_000) }
    const result = await publisher.publish([large, record(topic, 'small')], WAIT)
    expect(result).toMatchObject({ status: 'failed', error: { code: 'KFK_MESSAGE_TOO_LARGE' } })
    expect(await publisher.publish([record(topic, 'after')], WAIT)).toEqual({ status: 'delivered' })
    expect(publisher.stats()).toMatchObject({ delivered: 2, failed: 1 })
    expect(logger.lines.filter((line) => line.startsWith('error:'))).toEqual([expect.stringContaining(topic)])
  })

  it('refuses a topic name that Kafka would refuse', async () => {
    const publisher = make(broker.endpoint)
    const result = await publisher.publish([record('aliecs.env_state.RUNNING+10', 'x')], WAIT)
    expect(result).toMatchObject({ status: 'failed', error: { code: 'KFK_TOPIC' } })
    expect(result).toHaveProperty('error.message', expect.stringContaining('aliecs.env_state.RUNNING+10'))
  })

  it('publishes nothing at all in no time', async () => {
    expect(await make(broker.endpoint).publish([], WAIT)).toEqual({ status: 'delivered' })
  })

  it('drains on close, refuses afterwards, and closes twice', async () => {
    const publisher = make(broker.endpoint)
    const topic = randomName('drain')
    const results = Array.from({ length: 50 }, () => publisher.publish([record(topic, 'x')], WAIT))
    const closing = publisher.close(60_000)
    expect(await publisher.publish([record(topic, 'late')], WAIT)).toMatchObject({
      status: 'failed',
      error: { code: 'KFK_CLOSED' },
    })
    expect(await closing).toEqual([])
    expect(publisher.close(0)).toBe(closing)
    expect(new Set((await Promise.all(results)).map(({ status }) => status))).toEqual(new Set(['delivered']))
    expect(publisher.connectionState).toBe('SHUTDOWN')
  })
})

describe('without a broker', () => {
  const unreachable = async (): Promise<string> => `127.0.0.1:${await freePort()}`

  it('takes records, says that they wait, and answers at once when it knows', async () => {
    const brokers = await unreachable()
    const logger = new MemoryLogger()
    const publisher = make(brokers, { logger })
    const first = await publisher.publish([record('t', 'x')], WAIT)
    expect(first).toMatchObject({ status: 'queued', error: { code: 'KFK_BROKER_DOWN' } })
    expect(first).toHaveProperty('error.message', expect.stringContaining(brokers))
    expect(publisher.connectionState).toBe('TRANSIENT_FAILURE')
    // Known to be down: the answer is there without any wait.
    let answered = false
    void publisher.publish([record('t', 'y')], WAIT).then(() => {
      answered = true
    })
    await Promise.resolve().then(() => {})
    await new Promise(setImmediate)
    expect(answered).toBe(true)
    expect(publisher.stats()).toMatchObject({ queued: 2, delivered: 0, failed: 0 })
    expect(logger.lines.filter((line) => line.startsWith('warn:'))).toHaveLength(1)
  })

  it('refuses what does not fit into the queue, naming the record, and takes all of a call or nothing', async () => {
    const publisher = make(await unreachable(), { queueMaxMessages: 3 })
    await publisher.publish([record('a', '1'), record('b', '2')], { timeoutMs: 0 })
    const result = await publisher.publish([record('c', '3', 'env7'), record('d', '4', 'env7')], WAIT)
    expect(result).toMatchObject({ status: 'failed', error: { code: 'KFK_QUEUE_FULL' } })
    expect(result).toHaveProperty(
      'error.message',
      expect.stringMatching(/2 of 3 records.*c \(key env7\), d \(key env7\)/),
    )
    expect(publisher.stats()).toMatchObject({ queued: 2, failed: 2 })
    expect(await publisher.publish([record('e', '5')], { timeoutMs: 0 })).toMatchObject({ status: 'queued' })
  })

  it('bounds the queue by bytes too', async () => {
    const publisher = make(await unreachable(), { queueMaxBytes: 100 })
    await publisher.publish([record('a', 'x'.repeat(60))], { timeoutMs: 0 })
    expect(await publisher.publish([record('a', 'x'.repeat(60))], WAIT)).toMatchObject({
      error: { code: 'KFK_QUEUE_FULL' },
    })
  })

  it('names what it gives up at the end', async () => {
    const logger = new MemoryLogger()
    const publisher = make(await unreachable(), { logger })
    await publisher.publish([record('a', '1', 'env1'), record('b', '2', null)], { timeoutMs: 0 })
    expect(await publisher.close(10)).toEqual([
      { topic: 'a', key: 'env1' },
      { topic: 'b', key: null },
    ])
    expect(logger.lines).toContain(
      `warn: records that still wait for a broker of ${publisher.endpoint}: 2; given up after 0.01 s`,
    )
    expect(logger.lines.filter((line) => line.startsWith('error:'))).toHaveLength(2)
    expect(publisher.stats()).toMatchObject({ queued: 0, failed: 2 })
  })

  it('names the first of many that it gives up, and counts all of them by topic', async () => {
    const logger = new MemoryLogger()
    const publisher = make(await unreachable(), { logger })
    const topics = ['a', 'b', 'a', 'c', 'a', 'b']
    await publisher.publish(
      topics.map((topic, index) => record(topic, 'x', `env${index}`)),
      { timeoutMs: 0 },
    )
    expect(await publisher.close(10)).toHaveLength(6)
    expect(logger.lines.filter((line) => line.startsWith('error:'))).toEqual([
      'error: a (key env0) was not delivered before the end',
      'error: b (key env1) was not delivered before the end',
      'error: a (key env2) was not delivered before the end',
      'error: 6 records in all were not delivered before the end: a 3, b 2, c 1',
    ])
    expect(publisher.stats()).toMatchObject({ queued: 0, failed: 6 })
  })

  it('delivers by a second broker where the first one never answers', async () => {
    const broker = await startEmbeddedBroker()
    onTestFinished(() => broker.stop())
    const publisher = make(`${await unreachable()},${broker.endpoint}`)
    const topic = randomName('late')
    const results = ['1', '2', '3'].map((value) => publisher.publish([record(topic, value)], WAIT))
    expect(await Promise.all(results)).toEqual(Array(3).fill({ status: 'delivered' }))
  })
})

describe('options of the client', () => {
  it('are refused all at once, by name, without their values', () => {
    const client = {
      'no.such.option': 'geheim',
      acks: 1,
      'compression.codec': 'zzz',
      'sasl.password': 'secret',
    }
    const error = caught(() => createKafkaPublisher({ brokers: '127.0.0.1:9092', client }))
    expect(error).toHaveProperty('code', 'KFK_CLIENT_OPTION')
    expect(error.message.split('\n')).toEqual([
      expect.stringContaining('kafkaClient no.such.option'),
      expect.stringMatching(/kafkaClient acks: cannot be set: it is always all/),
      expect.stringContaining('kafkaClient compression.codec'),
    ])
    expect(error.message).not.toMatch(/geheim|zzz|secret/)
  })
})
