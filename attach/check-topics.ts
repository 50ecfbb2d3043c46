import {
  describeUnreadable,
  listTopics,
  type PartitionOffsets,
  type UnreadablePartition,
} from '../broker/index.js'
import { AliecsError } from '../errors.js'
import { type CheckResult, checkRecords } from './check.js'
import { type ExpectedRecord, ExpectedRecords, type Life } from './check-expected.js'
import { PAIR_WINDOW_MS } from './check-pairs.js'
import { type ReadingOptions, readEvents, readPartitions } from './check-reading.js'
import { type FoundRecord, isLegacyTopic, legacyRecord } from './check-record.js'
import { Retention } from './check-retention.js'

export interface CheckTopicsOptions extends ReadingOptions {
  /** In front of the legacy topics, and of those of the events. */
  prefix: string
  sourcePrefix: string
  gate: string
  gateDefault: boolean
  /** ms since the Unix epoch; null: from the first legacy record that is there. */
  sinceMs: number | null
  untilMs: number
  toleranceMs: number
  strictLists: boolean
  onProgress?: (text: string) => void
}

export interface CheckReport extends CheckResult {
  /** What was judged, both included; ms since the Unix epoch. */
  span: { fromMs: number; toMs: number }
  /** What was read. */
  events: { read: number; undecodable: number }
  records: number
  /** Environments of which too little is known, by id. */
  partial: string[]
  /** Values on legacy topics that are not what their topic promises. */
  undecodable: { topic: string; partition: number; offset: number }[]
  /** Partitions that cannot be read; their topics are not compared. */
  unreadable: UnreadablePartition[]
  /** Topics that have lost their beginning, and since when they are whole; null: of a partition nothing is left. */
  cut: { topic: string; fromMs: number | null }[]
}

const FOLLOWED = ['aliecs.environment', 'aliecs.run', 'aliecs.core']
/** So many records of one side are compared at once; each takes some hundred bytes. */
const RECORDS_LIMIT = 1_000_000
const PROGRESS_STEP = 10_000

/**
 * Reads the events of a core and the legacy topics of a time span, and compares them.
 *
 * @throws AliecsError CHECK_UNUSABLE where there is nothing to compare; KFK_BROKER_DOWN, KFK_TIMEOUT; the signal's reason
 */
export async function checkTopics(options: CheckTopicsOptions): Promise<CheckReport> {
  const { prefix, sourcePrefix } = options
  const isFollowed = (topic: string): boolean => FOLLOWED.some((name) => topic === sourcePrefix + name)
  const isLegacy = (topic: string): boolean =>
    topic.startsWith(prefix) && isLegacyTopic(topic.slice(prefix.length))
  const unreadable: UnreadablePartition[] = []
  const there = await listTopics(
    options.brokers,
    (topic) => isFollowed(topic) || isLegacy(topic),
    options.client,
    (partition) => unreadable.push(partition),
  )
  const skipped = new Set(unreadable.map(({ topic }) => topic))
  const sources = there.filter(({ topic }) => isFollowed(topic))
  const targets = there.filter(({ topic }) => !isFollowed(topic) && !skipped.has(topic))
  refuseUnreadable(unreadable, { isFollowed, isNothingLeft: targets.length === 0 })
  refuseEmpty(sources, targets, options)
  const found = await readFound(targets, options)
  const expected = await readExpected(sources, found.records, options)
  const span = { fromMs: expected.fromMs, toMs: options.untilMs }
  const result = checkRecords(expected.records, found.records, {
    toleranceMs: options.toleranceMs,
    strictLists: options.strictLists,
    partial: expected.partial,
    isJudged: (topic, ms) => {
      if (skipped.has(prefix + topic)) return false
      const fromMs = found.cut.get(prefix + topic)
      return ms >= span.fromMs && ms <= span.toMs && fromMs !== null && ms >= (fromMs ?? 0)
    },
  })
  const { equal, lateLists, unjudged, findings } = result
  if (equal + lateLists + findings.length + found.undecodable.length === 0) {
    const counts = `${expected.events.read} events and ${found.count} legacy records were read, ${unjudged} could not be judged`
    throw new AliecsError('CHECK_UNUSABLE', `nothing to compare ${spanText(span)}: ${counts}`)
  }
  return {
    ...result,
    span,
    events: expected.events,
    records: found.count,
    partial: [...expected.partial.keys()],
    undecodable: found.undecodable,
    unreadable,
    cut: [...expected.cut, ...found.cut].map(([topic, fromMs]) => ({ topic, fromMs })),
  }
}

function spanText({ fromMs, toMs }: CheckReport['span']): string {
  const from = fromMs > 0 ? `from ${new Date(fromMs).toISOString()} ` : ''
  return `${from}to ${new Date(toMs).toISOString()}`
}

/** Without some of the events nothing is known of what is expected; without some records their topic cannot be compared. */
function refuseUnreadable(
  unreadable: readonly UnreadablePartition[],
  { isFollowed, isNothingLeft }: { isFollowed: (topic: string) => boolean; isNothingLeft: boolean },
): void {
  const needed = unreadable.filter(({ topic }) => isNothingLeft || isFollowed(topic))
  if (needed.length > 0) throw new AliecsError('CHECK_UNUSABLE', describeUnreadable(needed).join('\n'))
}

function refuseEmpty(
  sources: readonly PartitionOffsets[],
  targets: readonly PartitionOffsets[],
  { brokers, prefix, sourcePrefix }: CheckTopicsOptions,
): void {
  const events = `${sourcePrefix}aliecs.environment`
  if (!sources.some(({ topic, low, high }) => topic === events && low < high)) {
    const why = sources.length === 0 ? 'there is no such topic' : 'it is empty'
    throw new AliecsError('CHECK_UNUSABLE', `${events} at ${brokers}: expected the events of a core, ${why}`)
  }
  if (targets.length > 0) return
  const message = `${prefix}aliecs.env_state.* at ${brokers}: expected the legacy topics, there is none of them`
  throw new AliecsError('CHECK_UNUSABLE', message)
}

async function readFound(targets: readonly PartitionOffsets[], options: CheckTopicsOptions) {
  const { prefix, sinceMs, untilMs } = options
  const records: FoundRecord[] = []
  const undecodable: CheckReport['undecodable'] = []
  const retention = new Retention(targets)
  let count = 0
  await readPartitions(targets, options, ({ topic, partition, offset, value, timestampMs }) => {
    count += 1
    if (count % PROGRESS_STEP === 0) options.onProgress?.(`${count} legacy records read`)
    const legacy = value === null ? null : legacyRecord({ topic: topic.slice(prefix.length), value })
    const ms = legacy?.timestampMs ?? timestampMs
    retention.note({ topic, partition }, ms)
    if (ms < (sinceMs ?? 0) - PAIR_WINDOW_MS || ms > untilMs + PAIR_WINDOW_MS) return
    if (legacy === null) undecodable.push({ topic, partition, offset })
    else records.push({ ...legacy, partition, offset })
    refuseTooMany(records.length)
  })
  return { records, undecodable, count, cut: retention.cut }
}

async function readExpected(
  sources: readonly PartitionOffsets[],
  found: readonly FoundRecord[],
  options: CheckTopicsOptions,
) {
  const { gate, gateDefault, logger, sourcePrefix, untilMs } = options
  const firstMs = found.reduce((first, each) => Math.min(first, each.timestampMs), Number.POSITIVE_INFINITY)
  const wishedMs =
    options.sinceMs ?? (firstMs === Number.POSITIVE_INFINITY ? 0 : firstMs - options.toleranceMs)
  const implied = new ExpectedRecords({ gate, gateDefault, logger })
  const records: ExpectedRecord[] = []
  // A start of a core from before is of no account.
  const retention = new Retention(sources.filter(({ topic }) => topic !== `${sourcePrefix}aliecs.core`))
  const keep = (made: readonly ExpectedRecord[]): void => {
    for (const record of made) {
      const { timestampMs: ms } = record
      if (ms >= wishedMs - PAIR_WINDOW_MS && ms <= untilMs + PAIR_WINDOW_MS) records.push(record)
    }
    refuseTooMany(records.length)
  }
  let count = 0
  const events = await readEvents(
    FOLLOWED.map((name) => sourcePrefix + name),
    options,
    (moment, record) => {
      count += 1
      if (count % PROGRESS_STEP === 0) options.onProgress?.(`${count} events read`)
      retention.note(record, moment.timestampMs)
      keep(implied.accept(moment))
    },
  )
  keep(implied.end())
  const { cut } = retention
  const partial = cut.size > 0 ? withUnheardOf(found, implied) : implied.partial
  const beginsMs = [...cut.values()].map((ms) => ms ?? 0)
  return { records, events, partial, cut, fromMs: Math.max(wishedMs, ...beginsMs) }
}

/** Of an environment all of whose events were deleted nothing is known either. */
function withUnheardOf(found: readonly FoundRecord[], implied: ExpectedRecords): Map<string, Life> {
  const partial = new Map(implied.partial)
  for (const { environmentId: id, timestampMs } of found) {
    if (id === null || implied.hasHeardOf(id)) continue
    partial.set(id, { fromMs: partial.get(id)?.fromMs ?? timestampMs, toMs: timestampMs })
  }
  return partial
}

function refuseTooMany(count: number): void {
  if (count <= RECORDS_LIMIT) return
  const message = `more than ${RECORDS_LIMIT.toLocaleString('en-US')} records in this time: choose a shorter one`
  throw new AliecsError('CHECK_UNUSABLE', message)
}
