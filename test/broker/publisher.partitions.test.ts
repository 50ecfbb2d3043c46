import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import { EventWriter, eventObserver } from '../../events/index.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { goPartition, RECORDED_PARTITIONS } from '../helpers/go-partition.js'
import { happened } from '../helpers/happenings.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readRecords } from '../helpers/read-records.js'
import { randomName } from '../helpers/services.js'

/** Partitions of each topic that the embedded broker makes. */
const PARTITIONS = 4
const WAIT = { timeoutMs: 60_000 }

it.each(RECORDED_PARTITIONS)('the partition of %s is as recorded', (key, partition) => {
  expect(goPartition(key, 3)).toBe(partition)
})

async function publisher() {
  const brokers = await embeddedBroker()
  const made = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  onTestFinished(async () => {
    await made.close(0)
  })
  return { brokers, publisher: made }
}

it('records go to the partition that the Go core chooses for their key', async () => {
  const { brokers, publisher: made } = await publisher()
  const topic = randomName('partitions')
  const keys = [...RECORDED_PARTITIONS.map(([key]) => key), 'env_list.RUNNING', 'ключ', '2rEnv', 'a', 'b']
  const records = keys.map((key) => ({ topic, key, value: Buffer.from(key) }))
  expect(await made.publish(records, WAIT)).toEqual({ status: 'delivered' })
  const read = await readRecords(brokers, (name) => name === topic, keys.length)
  const places = read.map(({ key, partition }) => `${key} ${partition}`)
  expect(places.sort()).toEqual(keys.map((key) => `${key} ${goPartition(key, PARTITIONS)}`).sort())
})

it('records without a key go to all partitions', async () => {
  const { brokers, publisher: made } = await publisher()
  const topic = randomName('partitions')
  // One call after the other: the partitioner may choose one partition for all records of a batch.
  for (let index = 0; index < 40; index++) {
    await made.publish([{ topic, key: null, value: Buffer.from('x') }], WAIT)
  }
  const read = await readRecords(brokers, (name) => name === topic, 40)
  expect(new Set(read.map(({ partition }) => partition)).size).toBe(PARTITIONS)
})

it('events of an environment have its id as key, and are on one partition', async () => {
  const { brokers, publisher: made } = await publisher()
  const writer = new EventWriter({ publisher: made, logger: new MemoryLogger() })
  const observe = eventObserver(writer)
  for (const environmentId of ['2rEnv', '2rOther', '2rThird']) {
    for (const transition of ['DEPLOY', 'CONFIGURE'] as const) {
      observe({ ...happened({ type: 'transition-started', transition }), environmentId })
    }
  }
  await writer.close(60_000)
  const read = await readRecords(brokers, (name) => name === 'aliecs.environment', 6)
  const places = read.map(({ key, partition }) => `${key} ${partition}`)
  const expected = ['2rEnv', '2rOther', '2rThird'].map((id) => `${id} ${goPartition(id, PARTITIONS)}`)
  expect([...new Set(places)].sort()).toEqual(expected.sort())
})
