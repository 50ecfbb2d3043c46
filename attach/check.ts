import { type Difference, differencesOf } from './check-difference.js'
import type { ExpectedRecord, Life } from './check-expected.js'
import { LateLists } from './check-lists.js'
import { PAIR_WINDOW_MS, type Pair, pairUp } from './check-pairs.js'
import type { FoundRecord, LegacyRecord } from './check-record.js'

export interface CheckOptions {
  /** How far times may be apart. */
  toleranceMs: number
  /** A list that shows a later moment than its own is a difference, even if several environments were at work. */
  strictLists: boolean
  /** Whether a record of this topic and time is judged. */
  isJudged(topic: string, timestampMs: number): boolean
  /** Environments of which too little is known: their records are not judged, nor their entries in lists, nor lists that came with them. */
  partial: ReadonlyMap<string, Life>
}

export type FindingKind = 'missing' | 'extra' | 'different' | 'out-of-order'

/** Something that is not as the events say. */
export interface Finding {
  kind: FindingKind
  topic: string
  /** Null for a list. */
  environmentId: string | null
  /** None where it has none; several of a list. */
  runNumbers: number[]
  /** Of the record that is expected, or of the one that is extra; ms since the Unix epoch. */
  timestampMs: number
  /** Null where it is missing. */
  found: { partition: number; offset: number } | null
  /** Empty for what is missing or extra. */
  differences: Difference[]
}

export interface CheckResult {
  /** Records that are there and as they should be. */
  equal: number
  /** Lists that show a moment shortly after their own. */
  lateLists: number
  /** Records that are there, of environments of which too little is known. */
  unjudged: number
  /** By time. */
  findings: Finding[]
}

/** What is on the legacy topics, against what the events imply. */
export function checkRecords(
  expected: readonly ExpectedRecord[],
  found: readonly FoundRecord[],
  options: CheckOptions,
): CheckResult {
  const { partial, isJudged, toleranceMs } = options
  const isKnown = ({ environmentId }: LegacyRecord): boolean =>
    environmentId === null || !partial.has(environmentId)
  const wanted = expected.filter(isKnown).map((record) => withoutPartial(record, partial))
  const there = found.filter(isKnown).map((record) => withoutPartial(record, partial))
  const lists = new LateLists(wanted, toleranceMs)
  const verdicts: CheckResult[] = [...grouped(wanted, there)].map((group) => judge(group, lists, options))
  const sum = (count: (verdict: CheckResult) => number): number =>
    verdicts.reduce((total, verdict) => total + count(verdict), 0)
  return {
    equal: sum(({ equal }) => equal),
    lateLists: sum(({ lateLists }) => lateLists),
    unjudged:
      sum(({ unjudged }) => unjudged) +
      found.filter((each) => !isKnown(each) && isJudged(each.topic, each.timestampMs)).length,
    findings: verdicts.flatMap(({ findings }) => findings).sort((a, b) => a.timestampMs - b.timestampMs),
  }
}

interface Group {
  expected: ExpectedRecord[]
  found: FoundRecord[]
}

function judge({ expected, found }: Group, lists: LateLists, options: CheckOptions): CheckResult {
  const { toleranceMs, strictLists, isJudged, partial } = options
  const isInSpan = ({ topic, timestampMs }: LegacyRecord): boolean => isJudged(topic, timestampMs)
  const { pairs, missing, extra } = pairUp(expected, found, toleranceMs)
  const overtaken = overtakenOnes(pairs)
  const verdict: CheckResult = { equal: 0, lateLists: 0, unjudged: 0, findings: [] }
  for (const { expected: wanted, found: there } of pairs) {
    if (!isInSpan(wanted)) continue
    const timeToleranceMs = wanted.isStart ? PAIR_WINDOW_MS : toleranceMs
    const differences = differencesOf(wanted, there, toleranceMs, timeToleranceMs)
    const isOvertaken = overtaken.has(there)
    const mayBeLate = !strictLists && lists.mayBeLate(wanted)
    if (differences.length === 0 && !isOvertaken) verdict.equal += 1
    else if (mayBeLate && (differences.length === 0 || lists.isLater(wanted, there))) verdict.lateLists += 1
    else {
      const kind = differences.length === 0 ? 'out-of-order' : 'different'
      verdict.findings.push(finding(kind, wanted, there, differences))
    }
  }
  const lost = missing.filter(isInSpan).map((each) => finding('missing', each, null))
  const more = extra.filter(isInSpan)
  const extraOnes = more
    .filter((each) => !mayBelongTo(partial, each))
    .map((each) => finding('extra', each, each))
  verdict.findings.push(...lost, ...extraOnes)
  verdict.unjudged += more.length - extraOnes.length
  return verdict
}

/** A list comes with each state that is entered, of environments of which too little is known as well. */
function mayBelongTo(
  lives: ReadonlyMap<string, Life>,
  { environmentId, timestampMs }: LegacyRecord,
): boolean {
  if (environmentId !== null) return false
  return [...lives.values()].some(
    ({ fromMs, toMs }) => timestampMs >= fromMs - PAIR_WINDOW_MS && timestampMs <= toMs + PAIR_WINDOW_MS,
  )
}

/** Those that stand in their partition after one that should come later. */
function overtakenOnes(pairs: readonly Pair<ExpectedRecord>[]): Set<FoundRecord> {
  const latest = new Map<number, number>()
  const overtaken = new Set<FoundRecord>()
  for (const { expected, found } of pairs.toSorted((a, b) => a.found.offset - b.found.offset)) {
    const before = latest.get(found.partition) ?? 0
    if (expected.timestampMs < before) overtaken.add(found)
    latest.set(found.partition, Math.max(before, expected.timestampMs))
  }
  return overtaken
}

function finding(
  kind: FindingKind,
  { topic, environmentId, timestampMs, infos }: LegacyRecord,
  found: FoundRecord | null,
  differences: Difference[] = [],
): Finding {
  return {
    ...{ kind, topic, environmentId, timestampMs, differences },
    runNumbers: infos.flatMap(({ runNumber }) => runNumber ?? []),
    found: found === null ? null : { partition: found.partition, offset: found.offset },
  }
}

function withoutPartial<T extends LegacyRecord>(record: T, partial: ReadonlyMap<string, Life>): T {
  if (record.environmentId !== null || partial.size === 0) return record
  return { ...record, infos: record.infos.filter(({ environmentId = '' }) => !partial.has(environmentId)) }
}

/** By topic and environment: within one there is an order. */
function grouped(expected: readonly ExpectedRecord[], found: readonly FoundRecord[]): Iterable<Group> {
  const groups = new Map<string, Group>()
  const groupOf = ({ topic, environmentId }: LegacyRecord): Group => {
    const name = `${topic} ${environmentId ?? ''}`
    const known = groups.get(name)
    if (known !== undefined) return known
    const group: Group = { expected: [], found: [] }
    groups.set(name, group)
    return group
  }
  for (const each of expected) groupOf(each).expected.push(each)
  for (const each of found) groupOf(each).found.push(each)
  return groups.values()
}
