import { AliecsError } from '../errors.js'
import { type DecodedMessage, findDecoder } from './message-types.js'

/** A record as a consumer gets it. */
export interface RawRecord {
  topic: string
  partition: number
  offset: number
  key: string | null
  /** Null for a tombstone. */
  value: Uint8Array | null
  /** ms since the Unix epoch, as the broker stored it; not positive where it stored none */
  timestampMs: number
}

export type RecordContent =
  | ({ kind: 'message' } & DecodedMessage)
  | { kind: 'null' }
  /** Not what the topic promises, or of a topic that promises nothing we know. */
  | { kind: 'undecodable'; value: Uint8Array; error: AliecsError }

export interface DecodedRecord extends Omit<RawRecord, 'value'> {
  content: RecordContent
}

/** Never throws: what cannot be decoded is kept with the reason. */
export function decodeRecord({ value, ...record }: RawRecord): DecodedRecord {
  return { ...record, content: decodeValue(record.topic, value) }
}

function decodeValue(topic: string, value: Uint8Array | null): RecordContent {
  if (value === null) return { kind: 'null' }
  const decode = findDecoder(topic)
  if (decode === undefined) {
    const error = new AliecsError('KFK_DECODE', 'no message type is known for this topic')
    return { kind: 'undecodable', value, error }
  }
  try {
    return { kind: 'message', ...decode(value) }
  } catch (cause) {
    const error = new AliecsError('KFK_DECODE', `not the message of this topic`, {
      cause,
    })
    return { kind: 'undecodable', value, error }
  }
}
