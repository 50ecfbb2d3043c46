import { AliecsError } from '../errors.js'
import { commonOptions, sharedOptions } from './client-options.js'
import type { ClientOptions, TopicMetadata } from './native.js'
import { NativeConsumer, type ReceivedRecord } from './native-consumer.js'
import type { NextOffset } from './native-group-member.js'
import { describeUnreadable, keyOf, type PartitionId } from './partition.js'
import { type FoundOffsets, queryOffsets } from './topic-list.js'

const CONNECT_TIMEOUT_MS = 5000
const ANSWER_TIMEOUT_MS = 10_000
const DISCONNECT_TIMEOUT_MS = 2000
/** Without anything new, and without having come to the end. */
const SILENCE_LIMIT_MS = 30_000
const MOST_AT_ONCE = 1000
/** A partition of which so much waits to be taken is not read on. */
const PAUSE_ABOVE = 5000

export interface PartitionReaderOptions {
  brokers: string
  client: ClientOptions
  /** Nobody joins it or commits to it, but brokers with ACLs want the right to it; `aliecs-kafka-reader` where not given. */
  group?: string | undefined
  /** How long a broker may keep a request that brings nothing; 100 where not given. The embedded one always does. */
  fetchWaitMs?: number | undefined
  onError(error: AliecsError): void
}

export interface ReadToEndOptions extends PartitionReaderOptions {
  signal?: AbortSignal
  /** 30,000 where not given. */
  silenceLimitMs?: number
}

/** Reads partitions from given offsets on, without a group; knows which of them have more to come. */
export class PartitionReader {
  readonly #consumer: NativeConsumer
  /** By topic and partition, the offset after the last one that was read. */
  readonly #next = new Map<string, NextOffset>()
  readonly #paused = new Set<string>()
  #records: ReceivedRecord[] = []

  private constructor({
    brokers,
    client,
    group = 'aliecs-kafka-reader',
    fetchWaitMs = 100,
    onError,
  }: PartitionReaderOptions) {
    this.#consumer = new NativeConsumer(
      {
        ...commonOptions(brokers),
        ...sharedOptions(client),
        'group.id': group,
        'enable.auto.commit': false,
        'enable.partition.eof': true,
        'auto.offset.reset': 'earliest',
        'fetch.wait.max.ms': fetchWaitMs,
        'fetch.error.backoff.ms': 100,
        'queued.min.messages': 10_000,
        'queued.max.messages.kbytes': 16_384,
      },
      {
        record: (record) => this.#records.push(record),
        end: (topic, partition) => this.#atEnd(topic, partition),
        error: onError,
      },
    )
  }

  /** @throws AliecsError KFK_BROKER_DOWN */
  static async open(options: PartitionReaderOptions): Promise<PartitionReader> {
    const reader = new PartitionReader(options)
    try {
      await reader.#consumer.connect(CONNECT_TIMEOUT_MS)
      return reader
    } catch (error) {
      await reader.close()
      throw error
    }
  }

  topics(): Promise<TopicMetadata[]> {
    return this.#consumer.metadata(ANSWER_TIMEOUT_MS)
  }

  /** @returns the first offset that is there, and the one that the next record will get */
  offsets(topic: string, partition: number): Promise<{ low: number; high: number }> {
    return this.#consumer.offsets(topic, partition, ANSWER_TIMEOUT_MS)
  }

  /** Asks for the offsets of these partitions; those that cannot be read are in `unreadable`, with the reasons. */
  async offsetsOf(partitions: readonly PartitionId[]): Promise<FoundOffsets> {
    const cluster = await this.#consumer.cluster(ANSWER_TIMEOUT_MS)
    const wanted = new Set(partitions.map(keyOf))
    return queryOffsets(
      this.#consumer,
      cluster.partitions.filter((each) => wanted.has(keyOf(each))),
      cluster,
    )
  }

  /** Returns the offset of the first record at or after this time (ms since the Unix epoch); negative where there is none. */
  offsetAt(topic: string, partition: number, timeMs: number): Promise<number> {
    return this.#consumer.offsetAt(topic, partition, timeMs, ANSWER_TIMEOUT_MS)
  }

  /** These too. */
  assign(partitions: readonly NextOffset[]): void {
    for (const each of partitions) this.#next.set(keyOf(each), { ...each })
    this.#consumer.assign([...partitions])
  }

  unassign(partitions: readonly PartitionId[]): void {
    for (const each of partitions) this.#next.delete(keyOf(each))
    this.#consumer.unassign(partitions.map(({ topic, partition }) => ({ topic, partition })))
  }

  /** What has come, at the latest after `waitMs`. */
  async read(waitMs: number): Promise<ReceivedRecord[]> {
    if ((await this.#consumer.read(1, waitMs)) > 0) await this.#consumer.read(MOST_AT_ONCE, 0)
    const records = this.#records
    this.#records = []
    for (const { topic, partition, offset } of records) this.#reached(topic, partition, offset + 1)
    return records
  }

  /** Offset after the last one that was read, of a record or not. */
  position(topic: string, partition: number): number {
    return this.#next.get(keyOf({ topic, partition }))?.offset ?? 0
  }

  /** Whether there is more of this partition, as far as the broker has said. */
  hasMore(topic: string, partition: number): boolean {
    const end = this.#consumer.knownEnd(topic, partition)
    const next = this.#next.get(keyOf({ topic, partition }))?.offset
    return end === null || next === undefined || next < end
  }

  /** Reads on only those of which not too much waits. @param waiting how many records */
  limit(waiting: (topic: string, partition: number) => number): void {
    for (const each of this.#next.values()) {
      const key = keyOf(each)
      const isFull = waiting(each.topic, each.partition) > PAUSE_ABOVE
      if (isFull === this.#paused.has(key)) continue
      if (isFull) this.#paused.add(key)
      else this.#paused.delete(key)
      this.#consumer[isFull ? 'pause' : 'resume']([each])
    }
  }

  close(): Promise<void> {
    return this.#consumer.disconnect(DISCONNECT_TIMEOUT_MS)
  }

  /** The ends of transactions take offsets too, and are no records. */
  #atEnd(topic: string, partition: number): void {
    this.#reached(topic, partition, this.#consumer.knownEnd(topic, partition) ?? 0)
  }

  #reached(topic: string, partition: number, offset: number): void {
    const next = this.#next.get(keyOf({ topic, partition }))
    if (next !== undefined && offset > next.offset) next.offset = offset
  }
}

/**
 * Everything in these partitions, to their end as it is now, or until `signal` is aborted.
 *
 * @returns of how many partitions
 * @throws AliecsError KFK_BROKER_DOWN, KFK_TIMEOUT; KFK_TOPIC, naming partitions that cannot be read
 */
export async function readToEnd(
  { signal, silenceLimitMs = SILENCE_LIMIT_MS, ...options }: ReadToEndOptions,
  wanted: (topic: string, partition: number) => boolean,
  onRecord: (record: ReceivedRecord) => void,
): Promise<number> {
  const reader = await PartitionReader.open(options)
  try {
    const found = (await reader.topics()).flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ topic: name, partition })),
    )
    const { readable: ends, unreadable } = await reader.offsetsOf(
      found.filter(({ topic, partition }) => wanted(topic, partition)),
    )
    if (unreadable.length > 0) throw new AliecsError('KFK_TOPIC', describeUnreadable(unreadable).join('\n'))
    const open = ends.filter(({ low, high }) => low < high)
    if (open.length === 0) return ends.length
    reader.assign(open.map(({ topic, partition, low }) => ({ topic, partition, offset: low })))
    let latestMs = performance.now()
    while (!signal?.aborted && open.some(({ topic, partition }) => reader.hasMore(topic, partition))) {
      const records = await reader.read(100)
      for (const record of records) onRecord(record)
      if (records.length > 0) latestMs = performance.now()
      else if (performance.now() - latestMs > silenceLimitMs) {
        const message = `${options.brokers}: nothing more came for ${silenceLimitMs / 1000} s`
        throw new AliecsError('KFK_TIMEOUT', message)
      }
    }
    return ends.length
  } finally {
    await reader.close()
  }
}
