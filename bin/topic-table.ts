import type { PartitionOffsets, UnreadablePartition } from '../broker/index.js'
import type { CommandContext } from './context.js'
import { plainTable } from './plain-table.js'

/** Partition that was listed; `records` null where they were not counted. */
export type CountedPartition = PartitionOffsets & { records: number | null }

export type PartitionInfo =
  | Pick<CountedPartition, 'partition' | 'low' | 'high' | 'records'>
  | { partition: number; error: string }

/** Topic as `topics --json` shows it. */
export interface TopicInfo {
  topic: string
  partitions: PartitionInfo[]
  /** Number of records; null where it is not known exactly. */
  records: number | null
  /** Upper bound of the number, from the offsets; null where a partition cannot be read. */
  recordsAtMost: number | null
}

/** Partitions that cannot be read stand beside the others, in the order of their numbers. */
export function groupByTopic(
  counted: readonly CountedPartition[],
  unreadable: readonly UnreadablePartition[],
): TopicInfo[] {
  const topics = new Map<string, PartitionInfo[]>()
  const add = (topic: string, info: PartitionInfo): void => {
    topics.set(topic, [...(topics.get(topic) ?? []), info])
  }
  for (const { topic, partition, low, high, records } of counted)
    add(topic, { partition, low, high, records })
  for (const { topic, partition, reason } of unreadable) add(topic, { partition, error: reason })
  const names = [...topics].sort(([a], [b]) => (a < b ? -1 : 1))
  return names.map(([topic, partitions]) => {
    partitions.sort((a, b) => a.partition - b.partition)
    const bounds = partitions.map((each) => ('error' in each ? null : each.high - each.low))
    const numbers = partitions.map((each) => ('error' in each ? null : each.records))
    const records = sum(numbers)
    return { topic, partitions, records, recordsAtMost: records ?? sum(bounds) }
  })
}

/** Null where one of them is. */
function sum(numbers: readonly (number | null)[]): number | null {
  return numbers.reduce((total, each) => (total === null || each === null ? null : total + each), 0)
}

/** Partitions per line. */
const PER_LINE = 4

export function renderTopics(topics: readonly TopicInfo[], { out }: Pick<CommandContext, 'out'>): string {
  const { bold, dim } = out.colors
  const rows = topics.map((info) => {
    const text = info.records === 0 ? dim : (plain: string): string => plain
    const cells = [info.topic, String(info.partitions.length), recordsText(info)]
    return [...cells, offsetsText(info.partitions)].map(text)
  })
  return plainTable(['TOPIC', '>PARTITIONS', '>RECORDS', 'OFFSETS'], rows, bold)
}

/** `≤ 20`: from the offsets, not counted; `≥ 5`: a partition cannot be read; `?`: both. */
function recordsText({ records, recordsAtMost, partitions }: TopicInfo): string {
  if (records !== null) return String(records)
  if (recordsAtMost !== null) return `≤ ${recordsAtMost}`
  const known = sum(partitions.flatMap((each) => ('error' in each ? [] : [each.records])))
  return known === null || known === 0 ? '?' : `≥ ${known}`
}

/** `low..high` of each partition; the second one is that of the next record. */
function offsetsText(partitions: readonly PartitionInfo[]): string {
  const single = partitions.length === 1
  const texts = partitions.map((each) => {
    const offsets = 'error' in each ? 'unreadable' : `${each.low}..${each.high}`
    return `${single ? '' : `${each.partition}: `}${offsets}`
  })
  const lines = Array.from({ length: Math.ceil(texts.length / PER_LINE) }, (_, line) =>
    texts.slice(line * PER_LINE, (line + 1) * PER_LINE).join(', '),
  )
  return lines.join('\n')
}
