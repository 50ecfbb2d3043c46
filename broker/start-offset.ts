import { lastRecordOffsets } from './last-records.js'
import type { NativeConsumer } from './native-consumer.js'
import { keyOf } from './partition.js'
import type { PartitionReaderOptions } from './partition-reader.js'
import type { PartitionOffsets } from './topic-list.js'

const ANSWER_TIMEOUT_MS = 5000

export interface StartOptions {
  consumer: Pick<NativeConsumer, 'offsetAt'>
  reach: Omit<PartitionReaderOptions, 'onError'>
  /** Number of the last records that are wanted of a topic; null: none, from now on. */
  last: (topic: string) => number | null
  /** Start of the reader (ms since the Unix epoch) for partitions that could not be read then; null for others. */
  lateSinceMs: number | null
  signal: AbortSignal
}

/** Finds the offsets at which the reading of partitions begins. @returns offset by `keyOf` the partition */
export async function startOffsets(
  partitions: readonly PartitionOffsets[],
  { consumer, reach, last, lateSinceMs, signal }: StartOptions,
): Promise<Map<string, number>> {
  const wanted = partitions.flatMap((each) => {
    const count = last(each.topic)
    return count === null ? [] : [{ ...each, count }]
  })
  const offsets = await lastRecordOffsets(reach, wanted, signal)
  for (const each of partitions) {
    const key = keyOf(each)
    if (offsets.has(key)) continue
    offsets.set(key, lateSinceMs === null ? each.high : await lateOffset(consumer, each, lateSinceMs))
  }
  return offsets
}

/** Records since the start are new, and some may be there already: the partition was back before this question. */
async function lateOffset(
  consumer: Pick<NativeConsumer, 'offsetAt'>,
  { topic, partition, high }: PartitionOffsets,
  sinceMs: number,
): Promise<number> {
  const offset = await consumer.offsetAt(topic, partition, sinceMs, ANSWER_TIMEOUT_MS)
  return offset < 0 ? high : offset
}
