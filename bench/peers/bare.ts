import type { PublishRecord } from '../../index.js'
import { BareProducer, type Polling } from './bare-producer.js'
import type { StateEntryPeer } from './peer.js'

const NAMES: Record<Polling, string> = {
  spin: 'node-rdkafka, polled at once',
  flush: 'node-rdkafka, waiting in flush',
  timer: 'node-rdkafka, polled every 1 ms',
}

export async function barePeer(
  brokers: string,
  records: readonly PublishRecord[],
  polling: Polling,
): Promise<StateEntryPeer> {
  const producer = await BareProducer.connect(brokers, polling)
  const buffers = records.map(({ topic, key, value }) => ({ topic, key, value: Buffer.from(value) }))
  return {
    name: NAMES[polling],
    send: () =>
      new Promise((resolve, reject) => {
        let open = buffers.length
        const report = (error: unknown): void => {
          if (error) reject(error)
          else if (--open === 0) resolve()
        }
        for (const { topic, key, value } of buffers) producer.produce(topic, key, value, report)
      }),
    close: () => producer.disconnect(),
  }
}
