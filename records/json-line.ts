import type { DecodedRecord } from './decode.js'

/** A record as one object for scripts. */
export interface RecordJson {
  /** ISO 8601 in UTC; null where the broker stored none. */
  time: string | null
  topic: string
  partition: number
  offset: number
  key: string | null
  /** Name of the message type; null where the value is null or cannot be decoded. */
  type: string | null
  /** In protobuf's JSON mapping. */
  message: object | null
  /** Why the value cannot be decoded, and all of it. */
  error?: string
  hex?: string
}

export function toRecordJson({ content, timestampMs, ...record }: DecodedRecord): RecordJson {
  const { topic, partition, offset, key } = record
  const time = timestampMs > 0 ? new Date(timestampMs).toISOString() : null
  const head = { time, topic, partition, offset, key }
  switch (content.kind) {
    case 'message':
      return { ...head, type: content.type, message: content.message }
    case 'null':
      return { ...head, type: null, message: null }
    case 'undecodable': {
      const hex = Buffer.from(content.value).toString('hex')
      return { ...head, type: null, message: null, error: content.error.message, hex }
    }
  }
}
