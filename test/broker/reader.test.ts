import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher, type ReceivedRecord, TopicReader } from '../../broker/index.js'
import { rejection } from '../helpers/caught.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

const WAIT = { timeoutMs: 60_000 }

async function setUp() {
  const brokers = await embeddedBroker()
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  onTestFinished(async () => {
    await publisher.close(0)
  })
  const topic = randomName('read')
  const publish = (value: string, to = topic) =>
    publisher.publish([{ topic: to, key: 'k', value: Buffer.from(value) }], WAIT)
  const open = async (fromBeginning: boolean, topics = (name: string) => name === topic) => {
    const records: ReceivedRecord[] = []
    const reader = await TopicReader.open({
      brokers,
      topics,
      fromBeginning,
      onRecord: (record) => records.push(record),
      onError: () => {},
    })
    onTestFinished(() => reader.close())
    return records
  }
  return { brokers, topic, publish, open }
}

const values = (records: ReceivedRecord[]) => records.map(({ value }) => Buffer.from(value ?? '').toString())

it('reads from the beginning, or every record from now on', async () => {
  const { topic, publish, open } = await setUp()
  await publish('old')
  const [all, fresh] = [await open(true), await open(false)]
  await publish('new')
  await until(
    () => all.length >= 2 && fresh.length >= 1,
    () => `${all.length} and ${fresh.length} records`,
  )
  expect(values(all)).toEqual(['old', 'new'])
  expect(values(fresh)).toEqual(['new'])
  expect(fresh[0]).toMatchObject({ topic, key: 'k', offset: 1 })
})

it('reads as many of the last records as it is told, and all that come later', async () => {
  const { brokers, topic, publish } = await setUp()
  for (const value of ['1', '2', '3', '4']) await publish(value)
  const records: ReceivedRecord[] = []
  const reader = await TopicReader.open({
    brokers,
    topics: (name) => name === topic,
    fromBeginning: true,
    lastOf: () => 2,
    onRecord: (record) => records.push(record),
    onError: () => {},
  })
  onTestFinished(() => reader.close())
  await publish('5')
  await until(
    () => values(records).includes('5'),
    () => values(records).join(),
  )
  expect(values(records)).toEqual(['3', '4', '5'])
})

it('reads topics that appear later, from their first record on', async () => {
  const { publish, open } = await setUp()
  const later = randomName('later')
  const records = await open(false, (name) => name === later)
  await publish('first', later)
  await until(
    () => records.length > 0,
    () => 'the record',
  )
  expect(values(records)).toEqual(['first'])
})

it('says that no broker answers', async () => {
  const options = { topics: () => true, fromBeginning: true, onRecord: () => {}, onError: () => {} }
  const brokers = `127.0.0.1:${await freePort()}`
  const error = await rejection(() => TopicReader.open({ brokers, ...options }))
  expect(error).toHaveProperty('code', 'KFK_BROKER_DOWN')
})

it('may be closed as soon as a record is there, while others are on their way', async () => {
  const { topic, publish, brokers } = await setUp()
  for (const value of ['a', 'b', 'c']) await publish(value)
  let count = 0
  const reader = await TopicReader.open({
    brokers,
    topics: (name) => name === topic,
    fromBeginning: true,
    onRecord: () => count++,
    onError: () => {},
  })
  await until(
    () => count > 0,
    () => 'a record',
  )
  await reader.close() // node-rdkafka's own reading thread crashed the process here
  expect(count).toBeGreaterThan(0)
})
