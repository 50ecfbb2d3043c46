import type { RecordView } from '../../page-api/schemas.js'

/** The legacy notifications that `kafka_enabled` is about, or the core's own events, which are always there. */
export const STREAMS = ['all', 'notifications', 'core events'] as const
export type Stream = (typeof STREAMS)[number]

/** The topics of the core's own events. */
const CORE_EVENTS = /^aliecs\.(core|environment|run|call|role|task|integrated_service\..*)$/

/** What a record has to have; an empty text asks for nothing. */
export interface RecordFilter {
  stream: Stream
  topic: string
  environment: string
  run: string
  text: string
}

export const NO_FILTER: RecordFilter = { stream: 'all', topic: '', environment: '', run: '', text: '' }

/** Parts are enough, but for the run number; case does not count. */
export function matches(record: RecordView, filter: RecordFilter): boolean {
  const run = filter.run.trim()
  return (
    (filter.stream === 'all' || (filter.stream === 'core events') === CORE_EVENTS.test(record.topic)) &&
    has(record.topic, filter.topic) &&
    // A list of runs is about several environments, and names them in its message only.
    (has(record.environmentId ?? '', filter.environment) || has(jsonText(record), filter.environment)) &&
    (run === '' || String(record.runNumber ?? '') === run) &&
    (filter.text.trim() === '' || hasAnywhere(record, filter.text))
  )
}

function hasAnywhere(record: RecordView, text: string): boolean {
  const { topic, key, summary } = record
  return has([topic, key ?? '', summary].join('\n'), text) || has(jsonText(record), text)
}

function jsonText({ json }: RecordView): string {
  return JSON.stringify(json) ?? ''
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.trim().toLowerCase())
}

/** A record is one place in one partition. */
export function recordKey({ topic, partition, offset }: RecordView): string {
  return `${topic}/${partition}/${offset}`
}

/** Newest first; of one moment the one that was written later. */
export function newestRecordFirst(a: RecordView, b: RecordView): number {
  return b.timestampMs - a.timestampMs || b.offset - a.offset
}
