import { Kafka, logLevel } from 'kafkajs'
import type { PublishRecord } from '../../plugin/host.js'
import { randomName } from './services.js'

/** Writes these in one transaction: the last offset of each of their partitions is then of its end, and of no record. */
export async function writeInTransaction(
  brokers: string,
  records: readonly PublishRecord[],
  end: 'commit' | 'abort' = 'commit',
): Promise<void> {
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const options = { transactionalId: randomName('transaction'), idempotent: true, maxInFlightRequests: 1 }
  const producer = kafka.producer(options)
  await producer.connect()
  try {
    const transaction = await producer.transaction()
    for (const { topic, key, value } of records) {
      await transaction.send({ topic, messages: [{ key, value: Buffer.from(value) }] })
    }
    await transaction[end]()
  } finally {
    await producer.disconnect()
  }
}
