import { contentDifferences } from './check-difference.js'
import type { LegacyRecord } from './check-record.js'

/** The Go plugin takes its list about a second after its time stamp, once its state message is acknowledged. */
const LATE_MS = 2500

/** Which lists may show a later moment than their own: with one environment at work that is a difference. */
export class LateLists {
  readonly #toleranceMs: number
  /** By time, of one environment or lists. */
  readonly #records: readonly LegacyRecord[]
  readonly #lists: readonly LegacyRecord[]

  /** @param expected everything that the events imply */
  constructor(expected: readonly LegacyRecord[], toleranceMs: number) {
    const sorted = expected.toSorted((a, b) => a.timestampMs - b.timestampMs)
    this.#toleranceMs = toleranceMs
    this.#records = sorted.filter(({ environmentId }) => environmentId !== null)
    this.#lists = sorted.filter(({ environmentId }) => environmentId === null)
  }

  /** Whether several environments are at work, or running, around this list. */
  mayBeLate({ environmentId, timestampMs, infos }: LegacyRecord): boolean {
    if (environmentId !== null) return false
    const around = between(this.#records, timestampMs - LATE_MS, timestampMs + LATE_MS)
    const ids = [...around.map((record) => record.environmentId), ...infos.map((info) => info.environmentId)]
    return new Set(ids).size > 1
  }

  /** Whether `found` is one that should have come shortly after. */
  isLater({ timestampMs }: LegacyRecord, found: LegacyRecord): boolean {
    return between(this.#lists, timestampMs, timestampMs + LATE_MS).some(
      (later) => contentDifferences(later, found, this.#toleranceMs).length === 0,
    )
  }
}

/** @param records by time */
function between(records: readonly LegacyRecord[], fromMs: number, toMs: number): readonly LegacyRecord[] {
  const begin = firstFrom(records, fromMs)
  let end = begin
  while ((records[end]?.timestampMs ?? Number.POSITIVE_INFINITY) <= toMs) end += 1
  return records.slice(begin, end)
}

/** The index of the first that is not before. */
function firstFrom(records: readonly LegacyRecord[], fromMs: number): number {
  let [low, high] = [0, records.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((records[middle]?.timestampMs ?? 0) < fromMs) low = middle + 1
    else high = middle
  }
  return low
}
