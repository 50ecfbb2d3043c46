import { randomUUID } from 'node:crypto'
import { commonOptions, sharedOptions } from './client-options.js'
import type { ClientOptions } from './native.js'
import { NativeConsumer } from './native-consumer.js'

const TIMEOUT_MS = 5000

export interface PartitionOffsets {
  topic: string
  partition: number
  /** The first offset that is there, and the one that the next record will get. */
  low: number
  high: number
}

/**
 * Topics whose name passes, by name and partition, with their offsets.
 *
 * @throws AliecsError KFK_BROKER_DOWN
 */
export async function listTopics(
  brokers: string | readonly string[],
  wanted: (topic: string) => boolean,
  client: ClientOptions = {},
): Promise<PartitionOffsets[]> {
  const endpoint = typeof brokers === 'string' ? brokers : brokers.join(',')
  const options = {
    ...commonOptions(endpoint),
    ...sharedOptions(client),
    'group.id': `aliecs-kafka-${randomUUID()}`,
  }
  const consumer = new NativeConsumer(options, { record: () => {}, error: () => {} })
  try {
    const topics = await consumer.connect(TIMEOUT_MS)
    const partitions = topics
      .filter(({ name }) => wanted(name))
      .flatMap(({ name, partitions }) => partitions.map((partition) => ({ topic: name, partition })))
      .sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition))
    return await Promise.all(
      partitions.map(async ({ topic, partition }) => {
        return { topic, partition, ...(await consumer.offsets(topic, partition, TIMEOUT_MS)) }
      }),
    )
  } finally {
    await consumer.disconnect(TIMEOUT_MS)
  }
}
