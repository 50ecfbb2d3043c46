import { destination, pino } from 'pino'
import { AliecsError } from '../errors.js'
import type {
  ConnectionState,
  Logger,
  ManagedPublisher,
  PublisherStats,
  PublishRecord,
  PublishResult,
  Undelivered,
} from '../plugin/host.js'
import { BrokerLink } from './broker-link.js'
import { checkClientOptions, commonOptions, producerOptions, sharedOptions } from './client-options.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import { type ClientOptions, clientFeatures, type TopicMetadata } from './native.js'
import { type PendingRecord, PendingRecords, PublishCall } from './pending-records.js'
import { isTopicName, TopicMaker } from './topic-maker.js'

export interface KafkaPublisherOptions {
  /** `host:port`, one or several. */
  brokers: string | readonly string[]
  /** Further librdkafka options: TLS, SASL, compression… */
  client?: ClientOptions
  /** Bounds on what is not acknowledged: 100,000 records and 256 MiB where not given. */
  queueMaxMessages?: number
  queueMaxBytes?: number
  /** Made as soon as a broker answers; all others are made before their first record. */
  topics?: readonly string[]
  /** For topics that are made here: the broker's defaults where not given. */
  topicPartitions?: number
  topicReplicationFactor?: number
  /** Warnings to stderr where not given. */
  logger?: Logger
}

/** Where a topic stands; records wait in order until it is ready. */
interface Topic {
  state: 'unknown' | 'making' | 'missing' | 'ready'
  waiting: PendingRecord[]
  error: AliecsError | null
}

const TOPIC_GONE: readonly (number | undefined)[] = [
  LIBRDKAFKA.UNKNOWN_TOPIC_OR_PART,
  LIBRDKAFKA.UNKNOWN_TOPIC,
  LIBRDKAFKA.UNKNOWN_PARTITION,
]
const LIBRARY_QUEUE_RETRY_MS = 20

/**
 * Connects in the background and takes records at once, whether or not a broker answers.
 *
 * @throws AliecsError KFK_CLIENT_OPTION with one line per option that librdkafka does not know or support,
 *   KFK_CLIENT where the compiled client does not load
 */
export function createKafkaPublisher(options: KafkaPublisherOptions): ManagedPublisher {
  const problems = checkClientOptions(options.client ?? {})
  if (problems.length > 0) {
    const lines = problems.map(({ option, problem }) => `kafkaClient ${option}: ${problem}`)
    throw new AliecsError('KFK_CLIENT_OPTION', lines.join('\n'))
  }
  clientFeatures() // loads the addon: a machine without it is told now, not by a queue that fills
  return new KafkaPublisher(options)
}

/**
 * A bounded queue in front of an idempotent producer that waits for all replicas. Records of one key keep their
 * order on their topic, whatever the broker goes through. Life: open → draining (`close`) → closed.
 */
class KafkaPublisher implements ManagedPublisher {
  readonly endpoint: string
  readonly #logger: Logger
  readonly #pending: PendingRecords
  readonly #link: BrokerLink
  readonly #maker: TopicMaker
  readonly #topics = new Map<string, Topic>()
  readonly #early: readonly string[]
  #delivered = 0
  #failed = 0
  #lastError: string | null = null
  #closing: Promise<Undelivered[]> | undefined
  #drained: (() => void) | undefined

  constructor(options: KafkaPublisherOptions) {
    this.endpoint = typeof options.brokers === 'string' ? options.brokers : options.brokers.join(',')
    this.#logger = options.logger ?? pino({ name: 'kafka', level: 'warn' }, destination(2))
    this.#early = options.topics ?? []
    const queue = {
      maxMessages: options.queueMaxMessages ?? 100_000,
      maxBytes: options.queueMaxBytes ?? 256 * 1024 * 1024,
    }
    this.#pending = new PendingRecords(queue.maxMessages, queue.maxBytes)
    const client = options.client ?? {}
    this.#maker = new TopicMaker({
      client: { ...commonOptions(this.endpoint), ...sharedOptions(client) },
      partitions: options.topicPartitions ?? -1,
      replicationFactor: options.topicReplicationFactor ?? -1,
      producer: () => this.#link.producer,
      logger: this.#logger,
    })
    const events = {
      connected: (topics: TopicMetadata[]) => this.#connected(topics),
      down: (error: AliecsError) => this.#giveBackAll(error),
      lost: () => this.#requeueAll(),
      delivered: (seq: number, error: AliecsError | null) => this.#settle(seq, error),
      inFlight: () => this.#pending.size,
    }
    this.#link = new BrokerLink(
      this.endpoint,
      producerOptions(this.endpoint, client, queue),
      events,
      this.#logger,
    )
  }

  get connectionState(): ConnectionState {
    return this.#link.state
  }

  stats(): PublisherStats {
    return {
      queued: this.#pending.size,
      queuedBytes: this.#pending.bytes,
      delivered: this.#delivered,
      failed: this.#failed,
      lastError: this.#lastError,
    }
  }

  publish(records: PublishRecord[], options: { timeoutMs: number }): Promise<PublishResult> {
    const refusal = this.#refusal(records)
    if (refusal) {
      this.#failed += records.length
      this.#lastError = refusal.message
      return Promise.resolve({ status: 'failed', error: refusal })
    }
    const call = new PublishCall(records.length)
    for (const record of records) this.#dispatch(this.#pending.add(record, call))
    if (this.#link.state === 'TRANSIENT_FAILURE') call.giveBack(this.#link.downError)
    call.limit(options.timeoutMs, () => this.#timeout(records, options.timeoutMs))
    return call.result
  }

  close(timeoutMs: number): Promise<Undelivered[]> {
    this.#closing ??= this.#drain(timeoutMs)
    return this.#closing
  }

  #refusal(records: readonly PublishRecord[]): AliecsError | null {
    const names = records.map(({ topic, key }) => `${topic} (key ${key ?? 'none'})`).join(', ')
    if (this.#closing) return new AliecsError('KFK_CLOSED', `the publisher is closed: ${names} refused`)
    const illegal = records.find(({ topic }) => !isTopicName(topic))
    if (illegal)
      return new AliecsError('KFK_TOPIC', `not a legal topic name: ${JSON.stringify(illegal.topic)}`)
    const full = this.#pending.refusal(records)
    return full === null
      ? null
      : new AliecsError('KFK_QUEUE_FULL', `the queue is full, ${full}: ${names} refused`)
  }

  #timeout(records: readonly PublishRecord[], timeoutMs: number): AliecsError {
    this.#link.doubt()
    const missing = records.map(({ topic }) => this.#topics.get(topic)?.error).find((error) => error)
    if (missing) return missing
    const topics = records.map(({ topic }) => topic).join(', ')
    return new AliecsError(
      'KFK_TIMEOUT',
      `not acknowledged within ${timeoutMs} ms: ${topics}; kept in the queue`,
    )
  }

  #topic(name: string): Topic {
    let topic = this.#topics.get(name)
    if (!topic) {
      topic = { state: 'unknown', waiting: [], error: null }
      this.#topics.set(name, topic)
    }
    return topic
  }

  #dispatch(pending: PendingRecord): void {
    const name = pending.record.topic
    const topic = this.#topic(name)
    topic.waiting.push(pending)
    if (topic.state === 'ready') this.#flush(topic)
    else if (topic.state === 'unknown') void this.#make(name)
    else if (topic.error) pending.call.giveBack(topic.error)
  }

  /** Hands what waits to librdkafka, in order, as far as it takes it. */
  #flush(topic: Topic): void {
    const producer = this.#link.producer
    if (!producer || topic.waiting.length === 0) return
    const waiting = topic.waiting
    topic.waiting = []
    for (const [index, pending] of waiting.entries()) {
      try {
        producer.produce(pending.record.topic, pending.record.key, pending.record.value, pending.seq)
      } catch (error) {
        if (librdkafkaCode(error) === LIBRDKAFKA.QUEUE_FULL) {
          topic.waiting = [...waiting.slice(index), ...topic.waiting]
          setTimeout(() => this.#flush(topic), LIBRARY_QUEUE_RETRY_MS)
          break
        }
        this.#settle(pending.seq, error as AliecsError)
      }
    }
    this.#link.sent()
  }

  async #make(name: string): Promise<void> {
    const topic = this.#topic(name)
    if (topic.state !== 'unknown' || !this.#link.producer) return
    topic.state = 'making'
    const made = await this.#maker.make(name, (error) => {
      topic.state = 'missing'
      topic.error = new AliecsError('KFK_TOPIC', `topic ${name}: ${error.message}; its records wait`, {
        cause: error,
      })
      this.#lastError = topic.error.message
      for (const pending of topic.waiting) pending.call.giveBack(topic.error)
    })
    if (!made) return
    topic.state = 'ready'
    topic.error = null
    this.#flush(topic)
  }

  #connected(existing: readonly TopicMetadata[]): void {
    for (const { name, partitions } of existing) {
      const known = this.#topics.has(name) || this.#early.includes(name)
      if (known && partitions.length > 0 && this.#topic(name).state === 'unknown')
        this.#topic(name).state = 'ready'
    }
    for (const name of this.#early) void this.#make(name)
    for (const [name, topic] of this.#topics) {
      if (topic.state === 'ready') this.#flush(topic)
      else void this.#make(name)
    }
  }

  #giveBackAll(error: AliecsError): void {
    this.#lastError = error.message
    for (const { call } of this.#pending.all()) call.giveBack(error)
  }

  /** Whatever the old producer had not delivered goes to the next one, in order. */
  #requeueAll(): void {
    for (const topic of this.#topics.values()) topic.waiting = []
    for (const pending of this.#pending.all()) this.#topic(pending.record.topic).waiting.push(pending)
  }

  #settle(seq: number, error: AliecsError | null): void {
    const pending = this.#pending.get(seq)
    if (!pending) return
    if (error && TOPIC_GONE.includes(librdkafkaCode(error))) {
      this.#topicGone(pending)
      return
    }
    this.#pending.delete(pending)
    if (error) this.#fail(pending, error)
    else this.#delivered++
    pending.call.settle(error)
    if (this.#pending.size === 0) this.#drained?.()
  }

  /** Deleted while we were writing to it: made again, and the record waits for that. */
  #topicGone(pending: PendingRecord): void {
    const name = pending.record.topic
    const topic = this.#topic(name)
    topic.waiting.push(pending)
    topic.waiting.sort((a, b) => a.seq - b.seq)
    if (topic.state === 'ready') topic.state = 'unknown'
    void this.#make(name)
  }

  #fail(pending: PendingRecord, error: AliecsError): void {
    this.#failed++
    this.#lastError = error.message
    const { topic, key, value } = pending.record
    const fields = { topic, key, bytes: value.byteLength, code: error.code }
    this.#logger.error(fields, `record for ${topic} will not be delivered: ${error.message}`)
  }

  async #drain(timeoutMs: number): Promise<Undelivered[]> {
    if (this.#pending.size > 0) {
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#drained = resolve
        timer = setTimeout(resolve, timeoutMs)
      })
      clearTimeout(timer)
    }
    this.#maker.close()
    const rest = this.#pending.all()
    for (const pending of rest) {
      this.#pending.delete(pending)
      const { topic, key } = pending.record
      const error = new AliecsError(
        'KFK_UNDELIVERED',
        `${topic} (key ${key ?? 'none'}) was not delivered before the end`,
      )
      this.#fail(pending, error)
      pending.call.settle(error)
    }
    await this.#link.close()
    return rest.map(({ record: { topic, key } }) => ({ topic, key }))
  }
}
