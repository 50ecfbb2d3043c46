/**
 * A broker that no longer knows the idempotent producer, or its place in the sequence, makes librdkafka give the producer
 * up. It says so with the broker's code and by purging what it holds; -150, its own name for it, comes only from the next
 * `produce`. We waited for -150 as an event: records were lost, and the publisher never worked again.
 */
import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { kafkaProxy } from '../helpers/kafka-proxy.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readRecords } from '../helpers/read-records.js'
import { randomName } from '../helpers/services.js'

const WAIT = { timeoutMs: 60_000 }

it.each([
  ['OUT_OF_ORDER_SEQUENCE_NUMBER', 45],
  ['INVALID_PRODUCER_EPOCH', 47],
  ['UNKNOWN_PRODUCER_ID', 59],
])('after %s a new producer delivers all that is not acknowledged, in order', async (_name, code) => {
  const brokers = await embeddedBroker()
  const proxy = await kafkaProxy(brokers)
  const logger = new MemoryLogger()
  const publisher = createKafkaPublisher({ brokers: proxy.endpoint, logger })
  onTestFinished(async () => {
    await publisher.close(0)
  })
  const topic = randomName('lost')
  const publish = (value: number) =>
    publisher.publish([{ topic, key: 'k', value: Buffer.from(String(value)) }], WAIT)
  expect(await publish(0)).toEqual({ status: 'delivered' })

  proxy.failNextProduce(code)
  const results = await Promise.all(Array.from({ length: 20 }, (_, index) => publish(index + 1)))
  expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['delivered']))
  expect(await publish(21)).toEqual({ status: 'delivered' })
  expect(publisher.stats()).toMatchObject({ delivered: 22, failed: 0, queued: 0 })
  expect(publisher.connectionState).toBe('READY')

  // The answer was forged: what it was about had arrived, and arrives a second time. The order of the first ones holds.
  const records = await readRecords(brokers, (name) => name === topic, 22)
  const values = records.map(({ value }) => Number(Buffer.from(value ?? '').toString()))
  expect([...new Set(values)]).toEqual(Array.from({ length: 22 }, (_, index) => index))
})
