import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ClientOptions,
  describePartitions,
  describeUnreadable,
  type ReceivedRecord,
  TopicReader,
  type UnreadablePartition,
} from '../broker/index.js'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { decodeRecord } from '../records/index.js'
import type { PageStream } from './page-stream.js'
import { RecordStore, type RecordsFilter } from './record-store.js'
import { recordView } from './record-view.js'
import { RunBook } from './run-book.js'
import type { RecordView, Run } from './schemas.js'

const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 10_000
/** Of topics that are not read from their beginning, of each partition. */
const LATEST = 500

export interface RecordFeedOptions {
  /** Each with what it takes to reach it. */
  brokers: readonly { endpoint: string; client: ClientOptions }[]
  /** To be read, and shown as such. */
  topics: readonly string[]
  /** Those of them that runs are drawn from; of the others the latest records are enough. */
  runTopics: readonly string[]
  stream: PageStream
  logger: Logger
}

/**
 * What has reached Kafka, read back from there: the latest records, and the runs that they tell of. A reader of its own, with
 * no part in what the core does; while a broker is away it tries again.
 */
export class RecordFeed {
  readonly #options: RecordFeedOptions
  readonly #store = new RecordStore()
  readonly #runs = new RunBook()
  readonly #stop = new AbortController()
  readonly #answering = new Set<string>()
  readonly #readers = new Set<TopicReader>()
  #work: Promise<unknown> = Promise.resolve()

  constructor(options: RecordFeedOptions) {
    this.#options = options
  }

  get topics(): readonly string[] {
    return this.#options.topics
  }

  /** Whether all brokers answer. */
  get reading(): boolean {
    const { brokers } = this.#options
    return brokers.length > 0 && brokers.every(({ endpoint }) => this.#answering.has(endpoint))
  }

  /** Partitions that cannot be read now; the records of all others are read. */
  get unreadable(): UnreadablePartition[] {
    return [...this.#readers].flatMap((reader) => reader.unreadable)
  }

  /** Newest first. */
  records(filter: RecordsFilter): RecordView[] {
    return this.#store.find(filter)
  }

  /** Oldest first. */
  runs(): Run[] {
    return this.#runs.runs()
  }

  start(): void {
    this.#work = Promise.all(this.#options.brokers.map((broker) => this.#read(broker)))
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#work
  }

  async #read({ endpoint, client }: RecordFeedOptions['brokers'][number]): Promise<void> {
    const { signal } = this.#stop
    const reader = await this.#open(endpoint, client)
    if (reader === null) return
    this.#readers.add(reader)
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    }
    await reader.close()
  }

  /** @returns null where it was told to stop before there was one */
  async #open(endpoint: string, client: ClientOptions): Promise<TopicReader | null> {
    const { topics, runTopics, logger } = this.#options
    let delayMs = FIRST_RETRY_MS
    while (!this.#stop.signal.aborted) {
      try {
        const reader = await TopicReader.open({
          brokers: endpoint,
          client,
          topics: (topic) => topics.includes(topic),
          fromBeginning: true,
          lastOf: (topic) => (runTopics.includes(topic) ? null : LATEST),
          onRecord: (record) => this.#take(record),
          onError: ({ code, message }) => {
            // The producers say that a broker is away; a client repeats it without end.
            if (code !== 'KFK_BROKER_DOWN' && code !== 'KFK_TIMEOUT')
              logger.warn({ endpoint, code }, `reading back: ${message}`)
          },
          onAnswer: (answers) => this.#answer(endpoint, answers),
          onUnreadable: (partitions) => {
            for (const line of describeUnreadable(partitions))
              logger.warn({ endpoint }, `reading back: ${line}; all other partitions are read`)
          },
          onReadable: (partitions) => {
            for (const line of describePartitions(partitions))
              logger.info({ endpoint }, `reading back: ${line}: readable again`)
          },
          onTopic: (topic, change) => {
            if (change === 'recreated')
              logger.warn({ endpoint, topic }, `reading back: topic ${topic} was deleted and created again`)
          },
        })
        this.#answer(endpoint, true)
        return reader
      } catch (error) {
        const text = `records cannot be read back from ${endpoint} yet: ${messageOf(error)}`
        // The producers log the reason of an outage.
        const level = error instanceof AliecsError && error.code === 'KFK_BROKER_DOWN' ? 'debug' : 'warn'
        if (delayMs === FIRST_RETRY_MS) logger[level]({ endpoint }, text)
        await sleep(delayMs, undefined, { signal: this.#stop.signal }).catch(() => {})
        delayMs = Math.min(2 * delayMs, LAST_RETRY_MS)
      }
    }
    return null
  }

  #answer(endpoint: string, answers: boolean): void {
    if (answers) this.#answering.add(endpoint)
    else this.#answering.delete(endpoint)
  }

  #take(received: ReceivedRecord): void {
    const { stream, logger } = this.#options
    try {
      const record = decodeRecord(received)
      const view = recordView(record)
      this.#store.add(view)
      stream.publish('record', view)
      for (const run of this.#runs.add(record)) stream.publish('run', run)
    } catch (error) {
      // Called by the Kafka client, which would end the process with it.
      const { topic, partition, offset } = received
      logger.error({ err: error, topic, partition, offset }, `a record is not shown: ${messageOf(error)}`)
    }
  }
}
