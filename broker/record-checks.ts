import { inspect } from 'node:util'
import { AliecsError } from '../errors.js'
import type { PublishRecord } from '../plugin/host.js'
import { isTopicName } from './topic-maker.js'

/** Checks the arguments of callers without types, because a mistake must not throw inside a transition. */
export function invalidRecord(records: readonly PublishRecord[]): AliecsError | null {
  if (!Array.isArray(records)) {
    return new AliecsError('KFK_CLIENT', `records: expected an array, got ${inspect(records, { depth: 1 })}`)
  }
  for (const record of records) {
    if (isRecord(record)) continue
    const message = `not a record of topic, key (text or null) and value (bytes): ${inspect(record, { depth: 1 })}`
    return new AliecsError('KFK_CLIENT', message)
  }
  return null
}

export function illegalTopic(records: readonly PublishRecord[]): AliecsError | null {
  const illegal = records.find(({ topic }) => !isTopicName(topic))
  if (illegal === undefined) return null
  return new AliecsError('KFK_TOPIC', `not a legal topic name: ${JSON.stringify(illegal.topic)}`)
}

/** Topics and keys for an error text. */
export function namesOf(records: readonly PublishRecord[]): string {
  return records.map(({ topic, key }) => `${topic} (key ${key ?? 'none'})`).join(', ')
}

/** Topic of a record that may be invalid; empty where it has none. */
export function topicOf(record: Partial<PublishRecord> | null): string {
  return typeof record?.topic === 'string' ? record.topic : ''
}

function isRecord(record: PublishRecord): boolean {
  const { topic, key, value }: Partial<PublishRecord> = record ?? {}
  return typeof topic === 'string' && (key === null || typeof key === 'string') && value instanceof Uint8Array
}
