import { Kafka, logLevel, Partitioners } from 'kafkajs'
import type { PublishRecord } from '../../index.js'
import type { StateEntryPeer } from './peer.js'

export async function kafkajsPeer(
  brokers: string,
  records: readonly PublishRecord[],
): Promise<StateEntryPeer> {
  const client = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const producer = client.producer({
    idempotent: true,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const topicMessages = records.map(({ topic, key, value }) => ({
    topic,
    messages: [{ key, value: Buffer.from(value) }],
  }))
  return {
    name: 'kafkajs',
    async send() {
      await producer.sendBatch({ acks: -1, topicMessages })
    },
    close: () => producer.disconnect(),
  }
}
