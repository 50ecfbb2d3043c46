import type { ClientOptions } from './native.js'
import { keyOf } from './partition.js'
import { PartitionReader } from './partition-reader.js'
import type { PartitionOffsets } from './topic-list.js'

const READ_WAIT_MS = 100
/** Time that is left for the other partitions once one was refused: the refusal does not name it. */
const REFUSED_LIMIT_MS = 1000

export interface CountLimits {
  /** Number of offsets of all partitions together, the shortest partitions first. */
  offsets: number
  /** Time for all of it. */
  ms: number
}

/**
 * Counts the records of partitions by reading them: offsets do not show how many there are.
 *
 * @returns number of records by `keyOf` the partition; a partition beyond a limit is not in it
 */
export async function countRecords(
  brokers: string,
  client: ClientOptions,
  partitions: readonly PartitionOffsets[],
  limits: CountLimits,
): Promise<Map<string, number>> {
  const counts = new Map(partitions.filter(isEmpty).map((each) => [keyOf(each), 0]))
  const chosen = withinLimit(partitions, limits.offsets)
  if (chosen.length === 0) return counts
  let endMs = performance.now() + limits.ms
  const found = new Map(chosen.map((each) => [keyOf(each), { ...each, count: 0 }]))
  const reader = await PartitionReader.open({ brokers, client, onError: () => {} })
  try {
    reader.assign(chosen.map(({ topic, partition, low }) => ({ topic, partition, offset: low })))
    while (found.size > 0 && performance.now() < endMs) {
      const records = await reader.read(READ_WAIT_MS).catch(() => {
        endMs = Math.min(endMs, performance.now() + REFUSED_LIMIT_MS)
        return []
      })
      for (const record of records) {
        const each = found.get(keyOf(record))
        if (each !== undefined && record.offset < each.high) each.count += 1
      }
      for (const [key, { topic, partition, high, count }] of found) {
        if (reader.position(topic, partition) < high) continue
        counts.set(key, count)
        found.delete(key)
      }
    }
    return counts
  } finally {
    await reader.close()
  }
}

function withinLimit(partitions: readonly PartitionOffsets[], limit: number): PartitionOffsets[] {
  let left = limit
  return partitions
    .filter((each) => !isEmpty(each))
    .sort((a, b) => a.high - a.low - (b.high - b.low))
    .filter(({ low, high }) => {
      left -= high - low
      return left >= 0
    })
}

function isEmpty({ low, high }: PartitionOffsets): boolean {
  return low === high
}
