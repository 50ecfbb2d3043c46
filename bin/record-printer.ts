import type { PartitionId } from '../broker/index.js'
import {
  type DecodedRecord,
  LONGEST_TOPIC,
  RecordLines,
  splitTopic,
  toRecordJson,
  wideColumns,
} from '../records/index.js'
import type { CommandContext } from './context.js'

/** Patterns, without their prefix, that mean legacy topics only. */
const LEGACY = /^aliecs\.(env_|(before_|after_)?start_activity)/

/** Returns a printer of records: JSON, or lines whose columns fit the topics. */
export function recordPrinter(
  { patterns, there, json }: { patterns: readonly string[]; there: readonly PartitionId[]; json: boolean },
  { out }: Pick<CommandContext, 'out'>,
): (record: DecodedRecord) => void {
  if (json) return (record) => out.print(JSON.stringify(toRecordJson(record)))
  const withEvents = patterns.some((pattern) => !LEGACY.test(splitTopic(pattern).name))
  const { columns = Number.POSITIVE_INFINITY } = out
  const wide = wideColumns({ withEvents })
  const lines = new RecordLines({
    colors: out.colors,
    narrow: columns < wide,
    withEvents,
    withDate: columns >= wide + 'YYYY-MM-DD '.length,
    topics: patterns.some((pattern) => pattern.includes('*')) ? longestTopics(there) : patterns,
  })
  if (out.columns !== undefined) out.print(lines.header())
  return (record) => out.print(lines.line(record))
}

/** With a prefix, topics that appear later are as long as the longest one of AliECS. */
function longestTopics(there: readonly PartitionId[]): string[] {
  const prefixes = new Set(there.map(({ topic }) => splitTopic(topic).prefix))
  return ['', ...prefixes].map((prefix) => prefix + LONGEST_TOPIC)
}
