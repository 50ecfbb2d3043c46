import picocolors from 'picocolors'
import { type DecodedRecord, subjectsOf, summarize, toRecordJson } from '../records/index.js'
import type { RecordView } from './schemas.js'

const STYLE = { colors: picocolors.createColors(false), narrow: false }

/** A record as the page shows it. */
export function recordView(record: DecodedRecord): RecordView {
  const { topic, partition, offset, key, content } = record
  const { type, message, hex } = toRecordJson(record)
  const [subject, ...others] = subjectsOf(record)
  const isAboutOne = subject !== undefined && others.length === 0
  return {
    topic,
    partition,
    offset,
    key,
    timestampMs: messageTime(record),
    type,
    environmentId: isAboutOne ? (subject.environmentId ?? null) : null,
    runNumber: isAboutOne ? (subject.runNumber ?? null) : null,
    summary: summarize(content, STYLE).replaceAll(/ {2,}/g, '  '),
    json: hex === undefined ? message : { hex },
  }
}

/** As the message has it, which is when it happened; otherwise as the broker does. */
export function messageTime({ content, timestampMs }: DecodedRecord): number {
  const own = content.kind === 'message' ? Number(content.message.timestamp ?? 0) : 0
  return own > 0 ? own : Math.max(0, timestampMs)
}
