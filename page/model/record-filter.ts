import type { RecordView } from '../../page-api/schemas.js'

/** What a record has to have; an empty text asks for nothing. */
export interface RecordFilter {
  topic: string
  environment: string
  run: string
  text: string
}

export const NO_FILTER: RecordFilter = { topic: '', environment: '', run: '', text: '' }

/** Parts are enough, but for the run number; case does not count. */
export function matches(record: RecordView, filter: RecordFilter): boolean {
  const run = filter.run.trim()
  return (
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
