import { keyOf } from './partition.js'
import { PartitionReader, type PartitionReaderOptions } from './partition-reader.js'
import type { PartitionOffsets } from './topic-list.js'

const READ_WAIT_MS = 100
/** Limit of one look back, after which the partitions that are left begin where it began. */
const ROUND_LIMIT_MS = 5000
/** Number of times that the look back is doubled: 31 offsets for each record that is wanted. */
const ROUNDS = 5

export interface WantedRecords extends PartitionOffsets {
  /** Number of the last records. */
  count: number
}

interface LookBack extends WantedRecords {
  /** Start of the window that is read next, and its end. */
  from: number
  to: number
  /** Offsets of the records from `to` on, oldest first. */
  found: number[]
}

/**
 * Finds the offsets at which the last records of partitions begin. Not every offset is of a record, so windows are read backwards
 * from the end, each twice as long as the one after it, until they hold enough records.
 *
 * @returns offset by `keyOf` the partition; of a partition that is mostly markers it may leave out older records
 */
export async function lastRecordOffsets(
  options: Omit<PartitionReaderOptions, 'onError'>,
  wanted: readonly WantedRecords[],
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const offsets = new Map<string, number>()
  let open: LookBack[] = wanted.map((each) => {
    return { ...each, from: Math.max(each.low, each.high - each.count), to: each.high, found: [] }
  })
  // Offsets that hold everything need no look.
  open = open.filter((each) => !settle(each, offsets, each.from === each.low))
  if (open.length === 0) return offsets
  const reader = await PartitionReader.open({ ...options, onError: () => {} })
  try {
    for (let round = 1; open.length > 0 && !signal.aborted; round++) {
      await readWindows(reader, open, signal)
      open = open.filter((each) => {
        const isOver = each.found.length >= each.count || each.from === each.low || round === ROUNDS
        return !settle(each, offsets, isOver)
      })
      for (const each of open) {
        const length = each.count * 2 ** round
        Object.assign(each, { to: each.from, from: Math.max(each.low, each.from - length) })
      }
    }
    return offsets
  } finally {
    await reader.close()
  }
}

function settle(each: LookBack, offsets: Map<string, number>, isOver: boolean): boolean {
  if (isOver) offsets.set(keyOf(each), each.found.at(-each.count) ?? each.from)
  return isOver
}

async function readWindows(
  reader: PartitionReader,
  windows: readonly LookBack[],
  signal: AbortSignal,
): Promise<void> {
  const unread = new Map(windows.map((each) => [keyOf(each), { ...each, offsets: [] as number[] }]))
  const endMs = performance.now() + ROUND_LIMIT_MS
  reader.assign(windows.map(({ topic, partition, from }) => ({ topic, partition, offset: from })))
  while (!signal.aborted && performance.now() < endMs) {
    for (const record of await reader.read(READ_WAIT_MS).catch(() => [])) {
      const window = unread.get(keyOf(record))
      if (window !== undefined && record.offset < window.to) window.offsets.push(record.offset)
    }
    const isRead = windows.every(({ topic, partition, to }) => reader.position(topic, partition) >= to)
    if (isRead) break
  }
  reader.unassign(windows)
  for (const each of windows) each.found.unshift(...(unread.get(keyOf(each))?.offsets ?? []))
}
