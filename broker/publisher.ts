import { destination, pino } from 'pino'
import { AliecsError } from '../errors.js'
import type {
  ConnectionState,
  Logger,
  ManagedPublisher,
  PublisherStats,
  PublishOptions,
  PublishRecord,
  PublishResult,
  Undelivered,
} from '../plugin/host.js'
import { timerDelay } from '../timers.js'
import { BrokerLink } from './broker-link.js'
import { checkClientOptions, commonOptions, producerOptions, sharedOptions } from './client-options.js'
import { Deadlines } from './deadlines.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import { type ClientOptions, clientFeatures, type TopicMetadata } from './native.js'
import { countByTopic, type PendingRecord, PendingRecords, PublishCall } from './pending-records.js'
import { illegalTopic, invalidRecord, namesOf, topicOf } from './record-checks.js'
import { TopicMaker } from './topic-maker.js'
import { TopicQueues } from './topic-queues.js'

export interface KafkaPublisherOptions {
  /** `host:port`, one or several. */
  brokers: string | readonly string[]
  /** Further librdkafka options: TLS, SASL, compression…; `verifyClientOptions` finds more than is found here. */
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
  /** Told of the end of each record. Must return at once, and not throw. */
  onSettled?: (settled: SettledRecord) => void
}

/** Publisher of {@link createKafkaPublisher}, with defaults for its timeouts. */
export interface KafkaPublisher extends ManagedPublisher {
  /**
   * Enqueues the records as {@link Publisher.publish} does.
   *
   * @param options `timeoutMs` beyond 2^31 - 1 (almost 25 days, `Infinity` included) counts as that limit, a negative
   *   one as 0; the default is 5000
   * @returns never rejects; `failed` with KFK_CLIENT, before anything is queued, for an invalid record
   */
  publish(records: PublishRecord[], options?: Partial<PublishOptions>): Promise<PublishResult>
  /**
   * Refuses new records, drains the queue until all records are acknowledged or the time is over, and disconnects.
   * A second call returns the promise of the first one.
   *
   * @param timeoutMs limit of the drain in ms; beyond 2^31 - 1 (almost 25 days, `Infinity` included) it counts as that
   *   limit, a negative one as 0; the default is 10,000
   * @returns the records that were given up, in order
   */
  close(timeoutMs?: number): Promise<Undelivered[]>
}

/** A record that came to its end. */
export interface SettledRecord {
  topic: string
  /** From `publish` to that end; 0 for one that was refused. */
  latencyMs: number
  /** Why it will never be delivered; null where it was. */
  error: AliecsError | null
}

const TOPIC_GONE: readonly (number | undefined)[] = [
  LIBRDKAFKA.UNKNOWN_TOPIC_OR_PART,
  LIBRDKAFKA.UNKNOWN_TOPIC,
  LIBRDKAFKA.UNKNOWN_PARTITION,
]
const DEFAULT_PUBLISH_TIMEOUT_MS = 5000
const DEFAULT_DRAIN_TIMEOUT_MS = 10_000
/** So many lost records are named in the log, each on a line; of more than that there is a line that counts them all. */
const NAMED_LOSSES = 3

/**
 * Connects in the background and takes records at once, whether or not a broker answers.
 *
 * @throws AliecsError KFK_CLIENT_OPTION with one line per option that librdkafka does not know or support, or for
 *   brokers that are not host:port;
 *   KFK_CLIENT where the compiled client does not load
 */
export function createKafkaPublisher(options: KafkaPublisherOptions): KafkaPublisher {
  const problems = checkClientOptions(options.client ?? {})
  if (problems.length > 0) {
    const lines = problems.map(({ option, problem }) => `kafkaClient ${option}: ${problem}`)
    throw new AliecsError('KFK_CLIENT_OPTION', lines.join('\n'))
  }
  checkEndpoint(endpointOf(options))
  clientFeatures() // loads the addon: a machine without it is told now, not by a queue that fills
  return new QueueingPublisher(options)
}

/**
 * A bounded queue in front of an idempotent producer that waits for all replicas. Records of one key keep their
 * order on their topic, whatever the broker goes through. Life: open → draining (`close`) → closed.
 */
class QueueingPublisher implements KafkaPublisher {
  readonly endpoint: string
  readonly #logger: Logger
  readonly #pending: PendingRecords
  readonly #link: BrokerLink
  readonly #topics: TopicQueues
  readonly #deadlines = new Deadlines()
  readonly #onSettled: (settled: SettledRecord) => void
  #delivered = 0
  #failed = 0
  #lastError: string | null = null
  #closing: Promise<Undelivered[]> | undefined
  #drained: (() => void) | undefined

  constructor(options: KafkaPublisherOptions) {
    this.endpoint = endpointOf(options)
    this.#logger = options.logger ?? pino({ name: 'kafka', level: 'warn' }, destination(2))
    this.#onSettled = options.onSettled ?? (() => {})
    const queue = {
      maxMessages: options.queueMaxMessages ?? 100_000,
      maxBytes: options.queueMaxBytes ?? 256 * 1024 * 1024,
    }
    this.#pending = new PendingRecords(queue.maxMessages, queue.maxBytes)
    const client = options.client ?? {}
    const maker = new TopicMaker({
      client: { ...commonOptions(this.endpoint), ...sharedOptions(client) },
      partitions: options.topicPartitions ?? -1,
      replicationFactor: options.topicReplicationFactor ?? -1,
      producer: () => this.#link.producer,
      logger: this.#logger,
    })
    const events = {
      connected: (topics: TopicMetadata[]) => this.#topics.connected(topics, options.topics ?? []),
      down: (error: AliecsError) => this.#giveBackAll(error),
      lost: () => this.#topics.requeue(this.#pending.all()),
      delivered: (seq: number, error: AliecsError | null) => this.#settle(seq, error),
    }
    this.#link = new BrokerLink(
      this.endpoint,
      producerOptions(this.endpoint, client, queue),
      events,
      this.#logger,
    )
    this.#topics = new TopicQueues(this.#link, maker, ({ seq }, error) => this.#settle(seq, error))
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

  publish(records: PublishRecord[], options?: Partial<PublishOptions>): Promise<PublishResult> {
    const timeoutMs = timerDelay(options?.timeoutMs, DEFAULT_PUBLISH_TIMEOUT_MS)
    const refusal = this.#refusal(records)
    if (refusal) {
      const refused = Array.isArray(records) ? records : [records]
      this.#failed += refused.length
      this.#lastError = refusal.message
      for (const record of refused) this.#onSettled({ topic: topicOf(record), latencyMs: 0, error: refusal })
      return Promise.resolve({ status: 'failed', error: refusal })
    }
    const call = new PublishCall(records.length)
    for (const record of records) this.#topics.add(this.#pending.add(record, call))
    if (this.#link.state === 'TRANSIENT_FAILURE') call.giveBack(this.#link.downError)
    call.limit(this.#deadlines, timeoutMs, () => this.#timeout(records, timeoutMs))
    return call.result
  }

  close(timeoutMs?: number): Promise<Undelivered[]> {
    this.#closing ??= this.#drain(timerDelay(timeoutMs, DEFAULT_DRAIN_TIMEOUT_MS))
    return this.#closing
  }

  #refusal(records: readonly PublishRecord[]): AliecsError | null {
    const invalid = invalidRecord(records)
    if (invalid) return invalid
    if (this.#closing) {
      return new AliecsError('KFK_CLOSED', `the publisher is closed: ${namesOf(records)} refused`)
    }
    const illegal = illegalTopic(records)
    if (illegal) return illegal
    const full = this.#pending.refusal(records)
    if (full === null) return null
    return new AliecsError('KFK_QUEUE_FULL', `the queue is full, ${full}: ${namesOf(records)} refused`)
  }

  #timeout(records: readonly PublishRecord[], timeoutMs: number): AliecsError {
    this.#link.doubt()
    const topics = records.map(({ topic }) => topic)
    const missing = this.#topics.missing(topics)
    if (missing) return missing
    const message = `not acknowledged within ${timeoutMs} ms: ${topics.join(', ')}; kept in the queue`
    return new AliecsError('KFK_TIMEOUT', message)
  }

  #giveBackAll(error: AliecsError): void {
    this.#lastError = error.message
    for (const { call } of this.#pending.all()) call.giveBack(error)
  }

  #settle(seq: number, error: AliecsError | null): void {
    const pending = this.#pending.get(seq)
    if (!pending) return
    if (error && TOPIC_GONE.includes(librdkafkaCode(error))) {
      this.#topics.topicGone(pending)
      return
    }
    this.#pending.delete(pending)
    if (error) this.#fail(pending, error)
    else this.#delivered++
    this.#tellEnd(pending, error)
    pending.call.settle(error)
    if (this.#pending.size === 0) this.#drained?.()
  }

  #fail(pending: PendingRecord, error: AliecsError): void {
    this.#count(error)
    const { topic, key, value } = pending.record
    const fields = { topic, key, bytes: value.byteLength, code: error.code }
    this.#logger.error(fields, `record for ${topic} will not be delivered: ${error.message}`)
  }

  async #drain(timeoutMs: number): Promise<Undelivered[]> {
    if (this.#pending.size > 0) {
      if (this.#link.state !== 'READY') {
        const queued = this.#pending.size
        this.#logger.warn(
          { queued, endpoint: this.endpoint, timeoutMs },
          `records that still wait for a broker of ${this.endpoint}: ${queued}; given up after ${timeoutMs / 1000} s`,
        )
      }
      let timer: NodeJS.Timeout | undefined
      await new Promise<void>((resolve) => {
        this.#drained = resolve
        timer = setTimeout(resolve, timeoutMs)
      })
      clearTimeout(timer)
    }
    this.#topics.close()
    const rest = this.#pending.all()
    for (const [index, pending] of rest.entries()) {
      this.#pending.delete(pending)
      const { topic, key } = pending.record
      const message = `${topic} (key ${key ?? 'none'}) was not delivered before the end`
      const error = new AliecsError('KFK_UNDELIVERED', message)
      this.#count(error)
      this.#tellEnd(pending, error)
      if (index < NAMED_LOSSES) this.#logger.error({ topic, key }, message)
      pending.call.settle(error)
    }
    if (rest.length > NAMED_LOSSES) {
      const counts = Object.entries(countByTopic(rest)).map(([topic, count]) => `${topic} ${count}`)
      const message = `${rest.length} records in all were not delivered before the end: ${counts.join(', ')}`
      this.#logger.error({ undelivered: rest.length }, message)
    }
    await this.#link.close()
    return rest.map(({ record: { topic, key } }) => ({ topic, key }))
  }

  #tellEnd({ record: { topic }, sinceMs }: PendingRecord, error: AliecsError | null): void {
    this.#onSettled({ topic, latencyMs: performance.now() - sinceMs, error })
  }

  #count(error: AliecsError): void {
    this.#failed++
    this.#lastError = error.message
  }
}

function endpointOf({ brokers }: KafkaPublisherOptions): string {
  return typeof brokers === 'string' ? brokers : brokers.join(',')
}

/** @throws AliecsError KFK_CLIENT_OPTION */
function checkEndpoint(endpoint: string): void {
  for (const broker of endpoint.split(',')) {
    if (/^\s*(\[[0-9a-f:.]+\]|[^\s:[\]]+):\d{1,5}\s*$/i.test(broker)) continue
    throw new AliecsError('KFK_CLIENT_OPTION', `brokers: expected host:port, got ${JSON.stringify(broker)}`)
  }
}
