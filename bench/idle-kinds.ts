import { setTimeout as sleep } from 'node:timers/promises'
import { createKafkaPublisher, KafkaPlugin } from '../index.js'
import { BareProducer } from './peers/bare-producer.js'

/** What may be idle. */
export const IDLE_KINDS = {
  node: 'Node alone, with tsx',
  bare: 'node-rdkafka, connected',
  plugin: 'the plugin, connected',
} as const
export type IdleKind = keyof typeof IDLE_KINDS

/** @throws RangeError */
export function parseIdleKind(text: string): IdleKind {
  if (text === 'node' || text === 'bare' || text === 'plugin') return text
  throw new RangeError(`${text}: one of ${Object.keys(IDLE_KINDS).join(', ')}`)
}

/** @returns what ends it */
export async function openIdle(kind: IdleKind, brokers: string): Promise<() => Promise<void>> {
  if (kind === 'node') return async () => {}
  if (kind === 'bare') {
    const producer = await BareProducer.connect(brokers, 'flush')
    return () => producer.disconnect()
  }
  const publisher = createKafkaPublisher({ brokers })
  const plugin = new KafkaPlugin({ publisher })
  while (publisher.connectionState !== 'READY') await sleep(10)
  return () => plugin.destroy()
}
