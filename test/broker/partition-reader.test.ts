import { expect, it } from 'vitest'
import { createTopic } from '../../broker/create-topic.js'
import { createKafkaPublisher, type ReceivedRecord, readToEnd } from '../../broker/index.js'
import type { PublishRecord } from '../../plugin/host.js'
import { rejection } from '../helpers/caught.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { kafkaProxy } from '../helpers/kafka-proxy.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { writeInTransaction } from '../helpers/transaction.js'

const COUNT = 30
/** Only ends what hangs. */
const LIMIT_MS = 60_000

const textsOf = (records: readonly Pick<PublishRecord | ReceivedRecord, 'value'>[]): string[] =>
  records.map(({ value }) => Buffer.from(value ?? []).toString())

function recordsOf(topic: string, name = 'record'): PublishRecord[] {
  return Array.from({ length: COUNT }, (_, number) => {
    return { topic, key: 'one', value: Buffer.from(`${name} ${number}`) }
  })
}

async function publish(brokers: string, records: PublishRecord[]): Promise<void> {
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  expect(await publisher.publish(records, { timeoutMs: LIMIT_MS })).toEqual({ status: 'delivered' })
  await publisher.close(LIMIT_MS)
}

function read(
  brokers: string,
  topic: string,
  limits: { signal?: AbortSignal; silenceLimitMs?: number } = {},
) {
  const records: ReceivedRecord[] = []
  const options = { brokers, client: {}, onError: () => {}, ...limits }
  const isWanted = (name: string): boolean => name === topic
  return { done: readToEnd(options, isWanted, (record) => records.push(record)), records }
}

/** A topic with records, and a broker that gives none of them. */
async function withheldTopic() {
  const brokers = await embeddedBroker()
  const topic = randomName('to-end')
  await publish(brokers, recordsOf(topic))
  const proxy = await kafkaProxy(brokers)
  proxy.withholdRecords()
  return { topic, endpoint: proxy.endpoint }
}

it('ends by itself where there is no such topic', async () => {
  const { done, records } = read(await embeddedBroker(), randomName('nowhere'))
  expect(await done).toBe(0)
  expect(records).toEqual([])
})

it('gives up with KFK_TIMEOUT when the broker says nothing any more', async () => {
  const { topic, endpoint } = await withheldTopic()
  const { done, records } = read(endpoint, topic, { silenceLimitMs: 500 })
  const error = await rejection(() => done)
  expect(error).toMatchObject({
    code: 'KFK_TIMEOUT',
    message: expect.stringContaining(`${endpoint}: nothing more came for 0.5 s`),
  })
  expect(records).toEqual([])
})

it('ends when it is told to, although the broker says nothing', async () => {
  const { topic, endpoint } = await withheldTopic()
  const controller = new AbortController()
  const { done, records } = read(endpoint, topic, { signal: controller.signal, silenceLimitMs: LIMIT_MS })
  setTimeout(() => controller.abort(), 300)
  const begunMs = performance.now()
  await done // it would be KFK_TIMEOUT otherwise, a minute later
  expect(performance.now() - begunMs).toBeLessThan(LIMIT_MS / 2)
  expect(records).toEqual([])
})

describeWithKafka('on a real Kafka', (brokers) => {
  it('tells a topic without a record from one that is not there', async () => {
    const topic = randomName('empty')
    const client = { 'metadata.broker.list': brokers() }
    await createTopic(client, { name: topic, partitions: 2, replicationFactor: 1 }, 30_000)
    const [there, nowhere] = [read(brokers(), topic), read(brokers(), randomName('nowhere'))]
    expect(await Promise.all([there.done, nowhere.done])).toEqual([2, 0])
    expect(there.records).toEqual([])
  })

  it('brings everything that is there, in order, and ends', async () => {
    const topic = randomName('to-end')
    await publish(brokers(), recordsOf(topic))
    const { done, records } = read(brokers(), topic)
    await done
    expect(textsOf(records)).toEqual(textsOf(recordsOf(topic)))
    expect(records.map(({ offset }) => offset)).toEqual(records.map((_, index) => index))
  })

  it('ends where the last offset is the end of a transaction, and leaves out one that was aborted', async () => {
    const topic = randomName('to-end')
    await publish(brokers(), recordsOf(topic))
    await writeInTransaction(brokers(), recordsOf(topic, 'kept'))
    await writeInTransaction(brokers(), recordsOf(topic, 'taken back'), 'abort')
    const { done, records } = read(brokers(), topic)
    await done // it would be KFK_TIMEOUT otherwise
    expect(textsOf(records)).toEqual(textsOf([...recordsOf(topic), ...recordsOf(topic, 'kept')]))
  })
})
