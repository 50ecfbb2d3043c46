import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AliecsError } from '../errors.js'
import { commonOptions, sharedOptions } from './client-options.js'
import type { ClientOptions, TopicMetadata } from './native.js'
import { NativeConsumer, type ReceivedRecord } from './native-consumer.js'

const CONNECT_TIMEOUT_MS = 5000
const DISCONNECT_TIMEOUT_MS = 2000
/** How often new topics and partitions are looked for. */
const REFRESH_MS = 1000
const RETRY_MS = 200
const MOST_AT_ONCE = 256
/** Logical offset, as librdkafka has it. */
const BEGINNING = -2

export interface TopicReaderOptions {
  /** `host:port`, one or several. */
  brokers: string | readonly string[]
  client?: ClientOptions
  /** How long a broker may keep a request that brings nothing; 100 where not given. The embedded one always does. */
  fetchWaitMs?: number | undefined
  /** Topics that appear later are read from their beginning on. */
  topics: (topic: string) => boolean
  fromBeginning: boolean
  /** Of topics that are there at the start: how many records of each partition, instead of all or none; null changes nothing. */
  lastOf?(topic: string): number | null
  onRecord(record: ReceivedRecord): void
  onError(error: AliecsError): void
  /** Told about once a second whether a broker answers. */
  onAnswer?(answers: boolean): void
}

/** Reads topics without a consumer group, from their beginning or from now on. */
export class TopicReader {
  readonly #options: TopicReaderOptions
  readonly #consumer: NativeConsumer
  readonly #assigned = new Set<string>()
  readonly #stop = new AbortController()
  #work: Promise<unknown> = Promise.resolve()

  private constructor(options: TopicReaderOptions) {
    this.#options = options
    const endpoint = typeof options.brokers === 'string' ? options.brokers : options.brokers.join(',')
    this.#consumer = new NativeConsumer(
      {
        ...commonOptions(endpoint),
        ...sharedOptions(options.client ?? {}),
        'group.id': `aliecs-kafka-reader-${randomUUID()}`,
        'enable.auto.commit': false,
        'auto.offset.reset': 'earliest',
        'fetch.wait.max.ms': options.fetchWaitMs ?? 100,
        'fetch.error.backoff.ms': 100,
      },
      { record: (record) => options.onRecord(record), error: (error) => options.onError(error) },
    )
  }

  /**
   * Resolves when every record that is written from now on will be read.
   *
   * @throws AliecsError KFK_BROKER_DOWN, KFK_CLIENT_OPTION
   */
  static async open(options: TopicReaderOptions): Promise<TopicReader> {
    const reader = new TopicReader(options)
    try {
      await reader.#assign(await reader.#consumer.connect(CONNECT_TIMEOUT_MS), { isStart: true })
    } catch (error) {
      await reader.#consumer.disconnect(DISCONNECT_TIMEOUT_MS)
      throw error
    }
    reader.#work = Promise.all([reader.#read(), reader.#refresh()])
    return reader
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
    await this.#consumer.disconnect(DISCONNECT_TIMEOUT_MS)
  }

  async #assign(topics: readonly TopicMetadata[], { isStart }: { isStart: boolean }): Promise<void> {
    const fromBeginning = this.#options.fromBeginning || !isStart
    const fresh = topics
      .filter(({ name }) => this.#options.topics(name))
      .flatMap(({ name, partitions }) => partitions.map((partition) => ({ topic: name, partition })))
      .filter(({ topic, partition }) => !this.#assigned.has(`${topic} ${partition}`))
    const assignments = await Promise.all(
      fresh.map(async ({ topic, partition }) => {
        const last = isStart ? (this.#options.lastOf?.(topic) ?? null) : null
        if (last === null && fromBeginning) return { topic, partition, offset: BEGINNING }
        // The end as of now; a logical end would be found out only at the first fetch, which may come late.
        const { low, high } = await this.#consumer.offsets(topic, partition, CONNECT_TIMEOUT_MS)
        return { topic, partition, offset: Math.max(low, high - (last ?? 0)) }
      }),
    )
    for (const { topic, partition } of fresh) this.#assigned.add(`${topic} ${partition}`)
    if (assignments.length > 0) this.#consumer.assign(assignments)
  }

  /** Waits for one, and takes with it whatever has come: single records come at once, many of them together. */
  async #read(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      try {
        if ((await this.#consumer.read(1)) > 0) await this.#consumer.read(MOST_AT_ONCE, 0)
      } catch (error) {
        this.#options.onError(error as AliecsError)
        await this.#pause(RETRY_MS)
      }
    }
  }

  async #refresh(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#pause(REFRESH_MS)
      if (this.#stop.signal.aborted) return
      try {
        await this.#assign(await this.#consumer.metadata(CONNECT_TIMEOUT_MS), { isStart: false })
        this.#options.onAnswer?.(true)
      } catch {
        // The broker is away; librdkafka says so itself, and the next round asks again.
        if (!this.#stop.signal.aborted) this.#options.onAnswer?.(false)
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}
