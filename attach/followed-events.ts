import {
  describePartitions,
  describeUnreadable,
  keyOf,
  type NextOffset,
  PartitionHealth,
  type PartitionId,
  type PartitionReader,
  type ReceivedRecord,
  type TopicMetadata,
  type UnreadablePartition,
} from '../broker/index.js'
import { messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { type Moment, readMoment } from './moment.js'
import { StreamMerge } from './stream-merge.js'

/** A record that was read. */
export interface FollowedEvent {
  record: ReceivedRecord
  /** Null for events that say nothing here, and for what is none. */
  moment: Moment | null
  /** performance.now() */
  arrivedMs: number
}

/** Where the reading of a partition begins. */
export interface PartitionStart extends NextOffset {
  /** Where the group was; null where it never was. */
  committed: number | null
  /** The one that the next record gets. */
  end: number
}

/** Partition that cannot be taken up yet: it is not readable, or one with the same number is not. */
export interface LeftPartition extends PartitionId {
  /** Offset where the group was; null where it never was. */
  committed: number | null
}

export interface TakenPartitions {
  starts: PartitionStart[]
  left: LeftPartition[]
  /** Partitions because of which others are left, too, with the reasons. */
  unreadable: UnreadablePartition[]
}

export interface FollowedEventsOptions {
  /** Of all topics, the partitions that are followed. */
  choose(topics: readonly TopicMetadata[]): { topic: string; partition: number }[]
  reader: PartitionReader
  committed(partitions: readonly { topic: string; partition: number }[]): Promise<(number | null)[]>
  onUndecodable(topic: string): void
  logger: Logger
}

/** Partitions that wait for another one for so long are told of. */
const STANDING_LIMIT_MS = 10_000
/** So many events are handed out at once at most. */
const BATCH_LIMIT = 2000

/** The events of all followed partitions, in the order in which they happened as far as the partitions tell. */
export class FollowedEvents {
  readonly #options: FollowedEventsOptions
  readonly #merge = new StreamMerge<FollowedEvent>()
  readonly #partitions = new Map<string, { topic: string; partition: number }>()
  /** Time stamp of the latest event of each partition: for records that have none. */
  readonly #nanos = new Map<string, bigint>()
  /** Since when events wait for another partition, or since that was told; performance.now() */
  #standingMs: number | null = null

  readonly #health: PartitionHealth
  #leftCount = 0

  constructor(options: FollowedEventsOptions) {
    this.#options = options
    const { logger } = options
    this.#health = new PartitionHealth({
      unreadable: (partitions) => {
        for (const line of describeUnreadable(partitions)) logger.warn({}, `${line}; retrying`)
      },
      readable: (partitions) => {
        for (const line of describePartitions(partitions)) logger.info({}, `${line}: readable again`)
      },
    })
  }

  get hasWaiting(): boolean {
    return this.#merge.waiting() > 0
  }

  /** Whether there are partitions to follow and none of them can be read. */
  get isBlind(): boolean {
    return this.#partitions.size === 0 && this.#leftCount > 0
  }

  /** Whether all that the brokers are known to have was handed out. */
  get isAtEnd(): boolean {
    return !this.hasWaiting && ![...this.#partitions.keys()].some((key) => this.#hasMore(key))
  }

  /**
   * Takes up the partitions that are not read yet: where the group was, or from the first event that is there. A partition that
   * cannot be read waits, and so do those with its number on the other topics: an environment has the same number on all of them,
   * and its events are of use together only. Everything else is followed meanwhile.
   */
  async assignNew({ fromFirst = false } = {}): Promise<TakenPartitions> {
    const { choose, reader, committed } = this.#options
    const fresh = choose(await reader.topics()).filter((each) => !this.#partitions.has(keyOf(each)))
    if (fresh.length === 0) return { starts: [], left: [], unreadable: [] }
    const known = new Map(
      (await committed(fresh)).map((offset, index) => [keyOf(fresh[index] as PartitionId), offset]),
    )
    const { readable, unreadable } = await reader.offsetsOf(fresh)
    const waiting = new Set(unreadable.map(({ partition }) => partition))
    const starts = readable
      .filter(({ partition }) => !waiting.has(partition))
      .map(({ topic, partition, low, high }) => {
        const next = known.get(keyOf({ topic, partition })) ?? null
        if (next !== null && next < low) this.#warnDeleted({ topic, partition }, next, low)
        const offset = fromFirst ? low : Math.max(next ?? low, low)
        return { topic, partition, offset, committed: next, end: high }
      })
    for (const { topic, partition } of starts)
      this.#partitions.set(keyOf({ topic, partition }), { topic, partition })
    reader.assign(starts.map(({ topic, partition, offset }) => ({ topic, partition, offset })))
    const left = fresh.filter((each) => !this.#partitions.has(keyOf(each)))
    this.#leftCount = left.length
    const leftOffsets = left.map((each) => ({ ...each, committed: known.get(keyOf(each)) ?? null }))
    return { starts, left: leftOffsets, unreadable }
  }

  /** Logs partitions that cannot be read, and those that can again, once each. */
  report({ starts, unreadable }: TakenPartitions): void {
    this.#health.unreadable(unreadable)
    this.#health.readable(starts)
  }

  #warnDeleted({ topic, partition }: PartitionId, from: number, to: number): void {
    const message = `${topic} ${partition}: ${to - from} events were deleted before they were read`
    this.#options.logger.warn({ topic, partition, from, to }, message)
  }

  /** What comes next, at the latest after `waitMs`. */
  async next(waitMs: number): Promise<FollowedEvent[]> {
    const { reader } = this.#options
    for (const record of await reader.read(waitMs)) this.#arrived(record)
    const hasMore = (key: string): boolean => this.#hasMore(key)
    const events = this.#merge.take(hasMore, this.#partitions.keys(), BATCH_LIMIT)
    this.#tellStanding({ isStanding: events.length === 0 && this.hasWaiting })
    reader.limit((topic, partition) => this.#merge.waiting(keyOf({ topic, partition })))
    return events
  }

  /** Nothing of the others is handed out before what one partition is known to have. */
  #tellStanding({ isStanding }: { isStanding: boolean }): void {
    const nowMs = performance.now()
    if (!isStanding) this.#standingMs = null
    else this.#standingMs ??= nowMs
    if (this.#standingMs === null || nowMs - this.#standingMs < STANDING_LIMIT_MS) return
    this.#standingMs = nowMs
    const missing = [...this.#partitions.keys()].filter(
      (key) => this.#hasMore(key) && this.#merge.waiting(key) === 0,
    )
    const message = `nothing comes of what brokers have in ${missing.join(', ')}: all other events wait for it`
    this.#options.logger.warn({ partitions: missing }, message)
  }

  #arrived(record: ReceivedRecord): void {
    const key = keyOf(record)
    const moment = this.#read(record)
    const nano = moment?.timestampNano ?? this.#nanos.get(key) ?? 0n
    this.#nanos.set(key, nano)
    this.#merge.add(key, nano, { record, moment, arrivedMs: performance.now() })
  }

  #read(record: ReceivedRecord): Moment | null {
    const { topic, partition, offset, value } = record
    try {
      return value === null ? null : readMoment(value)
    } catch (error) {
      const message = `${topic} ${partition} ${offset}: no event, left out: ${messageOf(error)}`
      this.#options.logger.warn({ topic, partition, offset }, message)
      this.#options.onUndecodable(topic)
      return null
    }
  }

  #hasMore(key: string): boolean {
    const each = this.#partitions.get(key)
    return each !== undefined && this.#options.reader.hasMore(each.topic, each.partition)
  }
}

export function partitionsOf(topics: readonly TopicMetadata[]): { topic: string; partition: number }[] {
  return topics.flatMap(({ name, partitions }) => partitions.map((partition) => ({ topic: name, partition })))
}
