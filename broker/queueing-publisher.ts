import { destination, pino } from 'pino'
import { AliecsError } from '../errors.js'
import type {
  ConnectionState,
  Logger,
  PublisherStats,
  PublishOptions,
  PublishRecord,
  PublishResult,
  Undelivered,
} from '../plugin/host.js'
import { timerDelay } from '../timers.js'
import { BrokerLink } from './broker-link.js'
import { commonOptions, producerOptions, sharedOptions } from './client-options.js'
import { Deadlines } from './deadlines.js'
import { DiagnosticClient } from './diagnostic-client.js'
import { isTopicGone } from './librdkafka-errors.js'
import type { TopicMetadata } from './native.js'
import { type PendingRecord, PendingRecords, PublishCall } from './pending-records.js'
import { type ProduceRefusal, withProduceLog } from './produce-refusal.js'
import type { KafkaPublisher, KafkaPublisherOptions, SettledRecord } from './publisher-options.js'
import { illegalTopic, invalidRecord, namesOf, topicOf } from './record-checks.js'
import { explainTimeStamp } from './rejected-time-stamp.js'
import { TopicHealth } from './topic-health.js'
import { TopicMaker } from './topic-maker.js'
import { TopicQueues } from './topic-queues.js'
import { TopicWatch } from './topic-watch.js'
import { reportUndelivered } from './undelivered.js'

const DEFAULT_PUBLISH_TIMEOUT_MS = 5000
const DEFAULT_DRAIN_TIMEOUT_MS = 10_000
/**
 * Time that a broker waits for the replicas of one request, before it refuses the request. Meanwhile it answers nothing else on that
 * connection, so that librdkafka's default of 30 s would hold up all topics because of one.
 */
const ACKNOWLEDGEMENT = { 'request.timeout.ms': 5000 }

/**
 * A bounded queue in front of an idempotent producer that waits for all replicas. Records of one key keep their
 * order on their topic, whatever the broker goes through. Life: open → draining (`close`) → closed.
 */
export class QueueingPublisher implements KafkaPublisher {
  readonly endpoint: string
  readonly #logger: Logger
  readonly #pending: PendingRecords
  readonly #link: BrokerLink
  readonly #topics: TopicQueues
  readonly #health: TopicHealth
  readonly #watch: TopicWatch
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
    this.#pending = new PendingRecords(queue.maxMessages, queue.maxBytes, options.bulkTopics)
    const client = options.client ?? {}
    const maker = new TopicMaker({
      client: { ...commonOptions(this.endpoint), ...sharedOptions(client) },
      partitions: options.topicPartitions ?? -1,
      replicationFactor: options.topicReplicationFactor ?? -1,
      producer: () => this.#link.producer,
      logger: this.#logger,
    })
    const events = {
      connected: (topics: TopicMetadata[]) => {
        this.#topics.connected(topics, options.topics ?? [])
        this.#health.observe(topics, options.topics)
        this.#watch.wake()
      },
      down: (error: AliecsError) => this.#giveBackAll(error),
      lost: () => this.#topics.requeue(this.#pending.all()),
      delivered: (seq: number, error: AliecsError | null, partition: number | null) =>
        this.#settle(seq, error, partition),
      refused: (refusal: ProduceRefusal) => this.#health.refused(refusal),
    }
    const { global, topic } = producerOptions(this.endpoint, client, queue)
    const producer = { global: withProduceLog(global), topic: { ...ACKNOWLEDGEMENT, ...topic } }
    this.#link = new BrokerLink(this.endpoint, producer, events, this.#logger)
    this.#health = new TopicHealth(this.#logger, (name) => this.#giveBackTopic(name))
    this.#watch = new TopicWatch(new DiagnosticClient(global), this.#health)
    const refused = ({ seq }: PendingRecord, error: AliecsError): void => this.#settle(seq, error, null)
    this.#topics = new TopicQueues(this.#link, maker, this.#health, refused)
  }

  get connectionState(): ConnectionState {
    return this.#link.state
  }

  get connectionError(): string | null {
    return this.#link.state === 'TRANSIENT_FAILURE' ? this.#link.downError.message : null
  }

  stats(): PublisherStats {
    const stuckTopics = this.#health.list()
    const { throttledMs } = this.#link
    return {
      queued: this.#pending.size,
      queuedBytes: this.#pending.bytes,
      delivered: this.#delivered,
      failed: this.#failed,
      lastError: this.#lastError,
      ...(stuckTopics.length > 0 ? { stuckTopics } : {}),
      ...(throttledMs === null ? {} : { throttledMs }),
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
    for (const record of records) {
      this.#topics.add(this.#pending.add(record, call))
      this.#health.added(record.topic)
    }
    if (this.#link.state === 'TRANSIENT_FAILURE') call.giveBack(this.#link.downError)
    this.#giveBackBlocked(records, call)
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
    const topics = [...new Set(records.map(({ topic }) => topic))]
    const missing = this.#topics.missing(topics)
    if (missing) return missing
    const { throttledMs } = this.#link
    if (throttledMs !== null) {
      const message = `throttled by the broker, ${throttledMs} ms: not acknowledged within ${timeoutMs} ms: ${topics.join(', ')}`
      return new AliecsError('KFK_TIMEOUT', `${message}; kept in the queue`)
    }
    if (this.#link.state === 'READY') {
      for (const topic of topics) this.#health.timedOut(topic, performance.now() - timeoutMs)
      this.#watch.wake()
    }
    if (!topics.some((topic) => this.#health.isRefusing(topic))) this.#link.doubt()
    const reasons = topics.flatMap((topic) => this.#health.reason(topic) ?? [])
    const reason = reasons.length > 0 ? `: ${[...new Set(reasons)].join('; ')}` : ''
    const message = `not acknowledged within ${timeoutMs} ms: ${topics.join(', ')}${reason}; kept in the queue`
    return new AliecsError('KFK_TIMEOUT', message)
  }

  #giveBackBlocked(records: readonly PublishRecord[], call: PublishCall): void {
    for (const record of records) {
      const blocked = this.#health.blocked(record)
      if (blocked !== null) call.giveBack(blocked)
    }
  }

  /** A topic got stuck: calls that wait for it return now. */
  #giveBackTopic(topic: string): void {
    for (const { record, call } of this.#pending.all()) {
      if (record.topic === topic) this.#giveBackBlocked([record], call)
    }
  }

  #giveBackAll(error: AliecsError): void {
    this.#health.disconnected()
    this.#lastError = error.message
    for (const { call } of this.#pending.all()) call.giveBack(error)
  }

  #settle(seq: number, reported: AliecsError | null, partition: number | null): void {
    const pending = this.#pending.get(seq)
    if (!pending) return
    if (isTopicGone(reported)) {
      this.#topics.topicGone(pending)
      return
    }
    const { topic } = pending.record
    const error = reported && explainTimeStamp(reported, topic, pending.sentMs)
    this.#health.settled(topic, partition, error)
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
      const stuck = this.#health.list().map(({ topic }) => topic)
      if (this.#link.state !== 'READY' || stuck.length > 0) {
        const queued = this.#pending.size
        const target = stuck.length > 0 ? `topics ${stuck.join(', ')}` : `a broker of ${this.endpoint}`
        this.#logger.warn(
          { queued, endpoint: this.endpoint, timeoutMs },
          `records that still wait for ${target}: ${queued}; given up after ${timeoutMs / 1000} s`,
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
    for (const [pending, error] of reportUndelivered(rest, this.#logger, (topic) =>
      this.#health.reason(topic),
    )) {
      this.#pending.delete(pending)
      this.#count(error)
      this.#tellEnd(pending, error)
      pending.call.settle(error)
    }
    await Promise.all([this.#link.close(), this.#watch.close()])
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

/** `host:port[,host:port…]` */
export function endpointOf({ brokers }: KafkaPublisherOptions): string {
  return typeof brokers === 'string' ? brokers : brokers.join(',')
}
