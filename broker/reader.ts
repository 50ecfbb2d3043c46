import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AliecsError } from '../errors.js'
import { commonOptions, sharedOptions } from './client-options.js'
import type { Cluster } from './cluster.js'
import type { ClientOptions } from './native.js'
import { NativeConsumer, type ReceivedRecord } from './native-consumer.js'
import type { PartitionId, UnreadablePartition } from './partition.js'
import { ReaderAssignment } from './reader-assignment.js'

const CONNECT_TIMEOUT_MS = 5000
const DISCONNECT_TIMEOUT_MS = 2000
/** Interval of the look at the metadata: new topics and partitions, leaders, deleted topics. */
const REFRESH_MS = 1000
const RETRY_MS = 200
const MOST_AT_ONCE = 256

export interface TopicReaderOptions {
  /** `host:port`, one or several. */
  brokers: string | readonly string[]
  client?: ClientOptions
  /** How long a broker may keep a request that brings nothing; 100 where not given. The embedded one always does. */
  fetchWaitMs?: number | undefined
  /** Topics that appear later are read from their beginning on. */
  topics: (topic: string) => boolean
  fromBeginning: boolean
  /** Topics that existed before; all others count as topics that appear later. Default: those that exist at the start. */
  known?: ReadonlySet<string>
  /** Number of the last records of each partition, for topics that exist at the start; null: as `fromBeginning` says. */
  lastOf?(topic: string): number | null
  onRecord(record: ReceivedRecord): void
  onError(error: AliecsError): void
  /** Called about once a second with whether a broker answers. */
  onAnswer?(answers: boolean): void
  /** Called when every record of a partition before `offset` was read, at the start and again after later records. */
  onEnd?(partition: PartitionId, offset: number): void
  /** Called once with partitions that cannot be read; the others are read meanwhile. */
  onUnreadable?(partitions: readonly UnreadablePartition[]): void
  /** Called when partitions that were unreadable can be read again. */
  onReadable?(partitions: readonly PartitionId[]): void
  /** Called when a topic appears, or is created again after it was deleted; it is read from its beginning. */
  onTopic?(topic: string, change: 'appeared' | 'recreated'): void
}

/**
 * Reads topics without a consumer group, from their beginning or from now on: committed records only. Partitions that cannot be
 * read are reported and taken up later; they keep no other partition waiting.
 */
export class TopicReader {
  readonly #options: TopicReaderOptions
  readonly #consumer: NativeConsumer
  readonly #assignment: ReaderAssignment
  readonly #stop = new AbortController()
  #work: Promise<unknown> = Promise.resolve()

  private constructor(options: TopicReaderOptions) {
    this.#options = options
    const endpoint = typeof options.brokers === 'string' ? options.brokers : options.brokers.join(',')
    const { client = {} } = options
    this.#consumer = new NativeConsumer(
      {
        ...commonOptions(endpoint),
        ...sharedOptions(client),
        'group.id': `aliecs-kafka-reader-${randomUUID()}`,
        'enable.auto.commit': false,
        'enable.partition.eof': true,
        'isolation.level': 'read_committed',
        'fetch.wait.max.ms': options.fetchWaitMs ?? 100,
        'fetch.error.backoff.ms': 100,
        // The only sign of a topic that was created again under the same name.
        debug: 'topic',
      },
      {
        record: (record) => {
          this.#assignment.read(record)
          options.onRecord(record)
        },
        end: (topic, partition, offset) => {
          this.#assignment.reachedEnd({ topic, partition }, offset)
          options.onEnd?.({ topic, partition }, offset)
        },
        recreated: (topic) => this.#assignment.recreated(topic),
        error: (error) => this.#onError(error),
      },
    )
    this.#assignment = new ReaderAssignment({
      ...options,
      ...{ consumer: this.#consumer, brokers: endpoint, client },
      signal: this.#stop.signal,
    })
  }

  /**
   * Resolves when every record that is written from now on will be read, but for partitions that cannot be read yet.
   *
   * @throws AliecsError KFK_BROKER_DOWN, KFK_CLIENT_OPTION
   */
  static async open(options: TopicReaderOptions): Promise<TopicReader> {
    const reader = new TopicReader(options)
    try {
      await reader.#consumer.connect(CONNECT_TIMEOUT_MS)
      await reader.#assignment.start(await reader.#cluster())
    } catch (error) {
      await reader.#consumer.disconnect(DISCONNECT_TIMEOUT_MS)
      throw error
    }
    reader.#work = Promise.all([reader.#read(), reader.#refresh()])
    return reader
  }

  /** Partitions that cannot be read now. */
  get unreadable(): UnreadablePartition[] {
    return this.#assignment.unreadable
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
    await this.#assignment.close()
    await this.#consumer.disconnect(DISCONNECT_TIMEOUT_MS)
  }

  /** Errors about a topic do not name it; the assignment finds the partitions and their reasons. */
  #onError(error: AliecsError): void {
    if (error.code === 'KFK_TOPIC') this.#assignment.suspect()
    else this.#options.onError(error)
  }

  #cluster(): Promise<Cluster> {
    return this.#consumer.cluster(CONNECT_TIMEOUT_MS)
  }

  /** Waits for one record, and takes with it whatever has come: single records come at once, many of them together. */
  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        if ((await this.#consumer.read(1)) > 0) await this.#consumer.read(MOST_AT_ONCE, 0)
      } catch (error) {
        this.#onError(error as AliecsError)
        await this.#pause(RETRY_MS)
        this.#assignment.mayHaveMissedEnds()
      }
    }
  }

  async #refresh(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#pause(REFRESH_MS)
      if (this.#stop.signal.aborted) return
      try {
        await this.#assignment.refresh(await this.#cluster())
        this.#options.onAnswer?.(true)
      } catch {
        // No broker answers; librdkafka reports that itself, and the next round asks again.
        if (!this.#stop.signal.aborted) this.#options.onAnswer?.(false)
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}
