import { type Cluster, leaderlessReason, type PartitionMetadata } from './cluster.js'
import type { ClientOptions } from './native.js'
import type { NativeConsumer } from './native-consumer.js'
import { keyOf, type PartitionId, type UnreadablePartition } from './partition.js'
import { PartitionHealth } from './partition-health.js'
import { probeReadability } from './readability.js'
import type { TopicReaderOptions } from './reader.js'
import { ReaderPartitions } from './reader-partitions.js'
import { startOffsets } from './start-offset.js'
import { queryOffsets } from './topic-list.js'

/** Silence after which the reason is looked for: a readable partition has given a record or its end by then. */
const SILENCE_LIMIT_MS = 3000
/** The same after a broker has refused some partition. */
const SUSPICIOUS_SILENCE_MS = 300
/** Interval at which a partition that was refused is tried again. */
const PROBE_INTERVAL_MS = 5000
const REASSIGN_INTERVAL_MS = 1000
/** Logical offset, as librdkafka has it. */
const BEGINNING = -2

export interface ReaderAssignmentOptions
  extends Pick<
    TopicReaderOptions,
    'topics' | 'fromBeginning' | 'known' | 'lastOf' | 'onUnreadable' | 'onReadable' | 'onTopic'
  > {
  consumer: NativeConsumer
  /** `host:port[,host:port…]` */
  brokers: string
  client: ClientOptions
  signal: AbortSignal
}

/** Partitions that a reader reads: takes up new ones, and watches over those that cannot be read. */
export class ReaderAssignment {
  readonly #options: ReaderAssignmentOptions
  readonly #partitions = new ReaderPartitions()
  readonly #health: PartitionHealth
  readonly #startedMs = Date.now()
  #isStarted = false
  /** Partitions that existed at the start; all others are read from their first record on. */
  readonly #atStart = new Set<string>()
  readonly #topics = new Set<string>()
  readonly #leaderless = new Set<string>()
  readonly #deleted = new Set<string>()
  /** Partitions that the broker refuses to let this client read. */
  readonly #refused = new Map<string, PartitionId>()
  #isSuspicious = false
  #probing: Promise<void> | null = null
  #probedMs = Number.NEGATIVE_INFINITY
  #reassignedMs = Number.NEGATIVE_INFINITY

  constructor(options: ReaderAssignmentOptions) {
    this.#options = options
    const { onUnreadable, onReadable } = options
    this.#health = new PartitionHealth({ unreadable: onUnreadable, readable: onReadable })
  }

  get unreadable(): UnreadablePartition[] {
    return this.#health.list()
  }

  async start(cluster: Cluster): Promise<void> {
    const wanted = this.#wanted(cluster)
    const { known } = this.#options
    for (const each of wanted.filter(({ topic }) => known?.has(topic) ?? true)) {
      this.#atStart.add(keyOf(each))
      this.#topics.add(each.topic)
    }
    this.#noteTopics(new Set(wanted.map(({ topic }) => topic)))
    this.#noteLeaders(wanted, cluster)
    await this.#takeUp(wanted, cluster)
    this.#isStarted = true
  }

  async refresh(cluster: Cluster): Promise<void> {
    const wanted = this.#wanted(cluster)
    this.#noteTopics(new Set(wanted.map(({ topic }) => topic)))
    this.#noteLeaders(wanted, cluster)
    await this.#takeUp(wanted, cluster)
    this.#probe()
  }

  async close(): Promise<void> {
    await this.#probing
  }

  read(record: PartitionId & { offset: number }): void {
    this.#partitions.read(record, record.offset)
    if (this.#refused.size > 0) this.#accepted(record)
  }

  reachedEnd(partition: PartitionId, offset: number): void {
    this.#partitions.reachedEnd(partition, offset)
    if (this.#refused.size > 0) this.#accepted(partition)
  }

  /** Offsets of a recreated topic start at 0 and may already exceed those read from the old one. */
  recreated(topic: string): void {
    if (this.#options.signal.aborted) return
    const partitions = this.#partitions.ofTopic(topic)
    if (partitions.length === 0) return
    for (const each of partitions) this.#assignAgain(each, BEGINNING)
    this.#deleted.delete(topic)
    this.#health.readable(partitions)
    this.#options.onTopic?.(topic, 'recreated')
  }

  /** The broker has refused a partition, without naming it. */
  suspect(): void {
    this.#isSuspicious = true
  }

  /** The addon drops the ends of partitions that come together with an error: they come again after a new assignment. */
  mayHaveMissedEnds(): void {
    const nowMs = performance.now()
    if (this.#options.signal.aborted || nowMs - this.#reassignedMs < REASSIGN_INTERVAL_MS) return
    this.#reassignedMs = nowMs
    for (const each of this.#partitions.all()) {
      if (!each.isAtEnd && !this.#health.isUnreadable(each)) this.#assignAgain(each, each.next)
    }
  }

  #wanted({ partitions }: Cluster): PartitionMetadata[] {
    return partitions.filter(({ topic }) => this.#options.topics(topic))
  }

  #noteTopics(there: ReadonlySet<string>): void {
    for (const topic of this.#topics) {
      const partitions = this.#partitions.ofTopic(topic)
      if (there.has(topic)) {
        if (this.#deleted.delete(topic)) this.#health.readable(partitions)
      } else if (!this.#deleted.has(topic)) {
        this.#deleted.add(topic)
        this.#health.unreadable(partitions.map((each) => unreadable(each, 'the topic was deleted')))
      }
    }
    for (const topic of there) {
      if (this.#topics.has(topic)) continue
      this.#topics.add(topic)
      this.#options.onTopic?.(topic, 'appeared')
    }
  }

  #noteLeaders(wanted: readonly PartitionMetadata[], cluster: Cluster): void {
    const without = wanted.filter(({ leader }) => leader === null)
    for (const each of without) this.#leaderless.add(keyOf(each))
    this.#health.unreadable(without.map((each) => unreadable(each, leaderlessReason(each, cluster))))
    const back = wanted.filter((each) => each.leader !== null && this.#leaderless.delete(keyOf(each)))
    this.#health.readable(back)
  }

  async #takeUp(wanted: readonly PartitionMetadata[], cluster: Cluster): Promise<void> {
    const fresh = wanted.filter((each) => !this.#partitions.has(each))
    const others = fresh.filter((each) => !this.#isReadFromFirst(each))
    // Questions first: a broker answers them only after a request for records that is on its way, which may wait.
    const found = await queryOffsets(this.#options.consumer, others, cluster)
    if (this.#options.signal.aborted) return
    for (const each of fresh) if (this.#isReadFromFirst(each)) this.#assign(each, BEGINNING)
    this.#health.unreadable(found.unreadable)
    if (found.readable.length === 0) return
    const { consumer, lastOf, brokers, client, signal } = this.#options
    const offsets = await startOffsets(found.readable, {
      ...{ consumer, reach: { brokers, client }, signal },
      last: (topic) => lastOf?.(topic) ?? null,
      lateSinceMs: this.#isStarted ? this.#startedMs : null,
    })
    if (signal.aborted) return
    for (const each of found.readable) this.#assign(each, offsets.get(keyOf(each)) ?? each.high)
    this.#health.readable(found.readable)
  }

  #isReadFromFirst(partition: PartitionId): boolean {
    const { fromBeginning, lastOf } = this.#options
    if (!this.#atStart.has(keyOf(partition))) return true
    return fromBeginning && (lastOf?.(partition.topic) ?? null) === null
  }

  #assign({ topic, partition }: PartitionId, offset: number): void {
    this.#partitions.add({ topic, partition, offset })
    this.#options.consumer.assign([{ topic, partition, offset }])
  }

  #assignAgain({ topic, partition }: PartitionId, offset: number): void {
    this.#options.consumer.unassign([{ topic, partition }])
    this.#assign({ topic, partition }, offset)
  }

  #accepted(partition: PartitionId): void {
    if (this.#refused.delete(keyOf(partition))) this.#health.readable([partition])
  }

  /** Finds out which partitions are refused and why, in the background. */
  #probe(): void {
    const nowMs = performance.now()
    const silent = this.#partitions.silent(this.#isSuspicious ? SUSPICIOUS_SILENCE_MS : SILENCE_LIMIT_MS)
    const suspects = this.#isSuspicious && silent.length === 0 ? this.#partitions.all() : silent
    const refused = nowMs - this.#probedMs < PROBE_INTERVAL_MS ? [] : [...this.#refused.values()]
    const all = [...suspects.filter((each) => !this.#health.isUnreadable(each)), ...refused]
    if (this.#probing !== null || all.length === 0) return
    this.#isSuspicious = false
    this.#probedMs = nowMs
    const { brokers, client, signal } = this.#options
    const onFound = (each: PartitionId, reason: string | null): void => this.#probed(each, reason)
    this.#probing = probeReadability({ brokers, client, signal }, all, onFound).finally(() => {
      this.#probing = null
    })
  }

  #probed(partition: PartitionId, reason: string | null): void {
    if (this.#options.signal.aborted || !this.#partitions.has(partition)) return
    if (reason !== null) {
      this.#refused.set(keyOf(partition), partition)
      this.#health.unreadable([unreadable(partition, reason)])
      return
    }
    this.#accepted(partition)
    const each = this.#partitions.find(partition)
    // The partition is readable but silent: its EOF event may have been dropped.
    if (each?.isHeard === false) this.#assignAgain(each, each.next)
  }
}

function unreadable({ topic, partition }: PartitionId, reason: string): UnreadablePartition {
  return { topic, partition, reason }
}
