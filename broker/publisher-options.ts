import type { AliecsError } from '../errors.js'
import type {
  Logger,
  ManagedPublisher,
  PublishOptions,
  PublishRecord,
  PublishResult,
  Undelivered,
} from '../plugin/host.js'
import type { ClientOptions } from './native.js'

export interface KafkaPublisherOptions {
  /** `host:port`, one or several. */
  brokers: string | readonly string[]
  /** Further librdkafka options: TLS, SASL, compression…; `verifyClientOptions` finds more than is found here. */
  client?: ClientOptions
  /** Bounds on what is not acknowledged: 100,000 records and 256 MiB where not given. */
  queueMaxMessages?: number
  queueMaxBytes?: number
  /**
   * Topics whose records may take three quarters of the queue at most, in records and in bytes, so that the records of all
   * other topics have a reserve in a long outage.
   *
   * @default []
   */
  bulkTopics?: readonly string[]
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
