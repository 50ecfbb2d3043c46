import { Producer } from '@platformatic/kafka'
import type { PublishRecord } from '../../index.js'
import type { StateEntryPeer } from './peer.js'

export async function platformaticPeer(
  brokers: string,
  records: readonly PublishRecord[],
): Promise<StateEntryPeer> {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: brokers.split(','),
    idempotent: true,
    acks: -1,
  })
  const messages = records.map(({ topic, key, value }) => ({
    topic,
    key: Buffer.from(key ?? ''),
    value: Buffer.from(value),
  }))
  return {
    name: '@platformatic/kafka',
    async send() {
      await producer.send({ messages })
    },
    close: () => producer.close(),
  }
}
