import { expect, it } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import { partitionOfKey } from '../../broker/key-partition.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readRecords } from '../helpers/read-records.js'
import { randomName } from '../helpers/services.js'

/** Partitions of a topic of the embedded broker. */
const PARTITIONS = 4

it('is the partition that librdkafka chooses', async () => {
  const brokers = await embeddedBroker()
  const made = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  const topic = randomName('keys')
  const keys = [
    '',
    'a',
    'kafka',
    '2rE9AV3m1HL',
    'ümläut',
    ...Array.from({ length: 50 }, (_, index) => `env${index}`),
  ]
  void made.publish(
    keys.map((key) => ({ topic, key, value: Buffer.from(key) })),
    { timeoutMs: 60_000 },
  )
  expect(await made.close(60_000)).toEqual([])
  const read = await readRecords(brokers, (name) => name === topic, keys.length)
  const found = read.filter(({ key }) => key !== null && key !== '')
  expect(found).toHaveLength(keys.length - 1)
  expect(new Set(found.map(({ partition }) => partition)).size).toBe(PARTITIONS)
  for (const { key, partition } of found)
    expect([key, partitionOfKey(key, PARTITIONS)]).toEqual([key, partition])
})

it('is open for a record without a key, and for a topic without known partitions', () => {
  expect(partitionOfKey(null, 4)).toBeNull()
  expect(partitionOfKey('a', 0)).toBeNull()
})
