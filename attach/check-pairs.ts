import { contentDifferences } from './check-difference.js'
import type { FoundRecord, LegacyRecord } from './check-record.js'

export interface Pair<Expected extends LegacyRecord> {
  expected: Expected
  found: FoundRecord
}

export interface Pairing<Expected extends LegacyRecord> {
  /** In the order of their expected time. */
  pairs: Pair<Expected>[]
  missing: Expected[]
  extra: FoundRecord[]
}

/** What is left on both sides and no further apart than this counts as one record with another time. */
export const PAIR_WINDOW_MS = 5000

/** So many before, and so many after, are looked at for each: where all times are wrong, all would be near. */
const NEAR_LIMIT = 16

/**
 * Which record is which, among those of one topic and one environment. First come those that are equal, then those of the
 * same time, then those of a time nearby: so a record that is lost or doubled leaves its neighbours where they are.
 */
export function pairUp<Expected extends LegacyRecord>(
  expected: readonly Expected[],
  found: readonly FoundRecord[],
  toleranceMs: number,
): Pairing<Expected> {
  const byTime = <T extends LegacyRecord>(a: T, b: T): number => a.timestampMs - b.timestampMs
  let missing = expected.toSorted(byTime)
  let extra = found.toSorted(byTime)
  const pairs: Pair<Expected>[] = []
  const rounds = [
    { windowMs: toleranceMs, isEqual: true },
    { windowMs: toleranceMs, isEqual: false },
    { windowMs: PAIR_WINDOW_MS, isEqual: true },
    { windowMs: PAIR_WINDOW_MS, isEqual: false },
  ]
  for (const { windowMs, isEqual } of rounds) {
    const taken = new Set<LegacyRecord>()
    for (const { a, b } of candidates(missing, extra, windowMs)) {
      if (taken.has(a) || taken.has(b)) continue
      if (isEqual && contentDifferences(a, b, toleranceMs).length > 0) continue
      taken.add(a)
      taken.add(b)
      pairs.push({ expected: a, found: b })
    }
    missing = missing.filter((each) => !taken.has(each))
    extra = extra.filter((each) => !taken.has(each))
  }
  return { pairs: pairs.toSorted((x, y) => byTime(x.expected, y.expected)), missing, extra }
}

/** Those that are no further apart, the nearest first; both sides in the order of time. */
function candidates<Expected extends LegacyRecord>(
  expected: readonly Expected[],
  found: readonly FoundRecord[],
  windowMs: number,
): { a: Expected; b: FoundRecord }[] {
  const near: { a: Expected; b: FoundRecord; apart: number }[] = []
  let middle = 0
  for (const a of expected) {
    while ((found[middle]?.timestampMs ?? Number.POSITIVE_INFINITY) < a.timestampMs) middle += 1
    for (const b of found.slice(Math.max(0, middle - NEAR_LIMIT), middle + NEAR_LIMIT)) {
      const apart = Math.abs(a.timestampMs - b.timestampMs)
      if (apart <= windowMs) near.push({ a, b, apart })
    }
  }
  return near.toSorted((x, y) => x.apart - y.apart)
}
