import { AliecsError } from '../errors.js'
import { ConnectionFailures } from './connection-failures.js'
import {
  type ClientOptions,
  connectClient,
  disconnectClient,
  getMetadata,
  type KafkaConsumer,
  native,
  rdkafka,
  type TopicMetadata,
  translate,
  watchConnections,
  withReason,
} from './native.js'

export interface ReceivedRecord {
  topic: string
  partition: number
  offset: number
  key: string | null
  /** Null for a tombstone. */
  value: Uint8Array | null
  /** ms since the Unix epoch, as the broker stored it */
  timestampMs: number
}

export interface ConsumerEvents {
  record(record: ReceivedRecord): void
  /** There is nothing more now; only with `enable.partition.eof`. */
  end?(topic: string, partition: number): void
  error(error: AliecsError): void
}

/** How long a read waits where not told. */
const READ_TIMEOUT_MS = 100

/** One librdkafka consumer that reads the partitions it is told to, without a group. */
export class NativeConsumer {
  readonly #consumer: KafkaConsumer
  readonly #failures: ConnectionFailures

  /** @throws AliecsError KFK_CLIENT_OPTION */
  constructor(options: ClientOptions, events: ConsumerEvents) {
    const client = rdkafka()
    this.#failures = new ConnectionFailures(options)
    try {
      this.#consumer = new client.KafkaConsumer(native(options), {})
    } catch (error) {
      throw new AliecsError('KFK_CLIENT_OPTION', (error as Error).message, { cause: error })
    }
    this.#consumer.on('data', ({ topic, partition, offset, key, value, timestamp }) => {
      const text = key === null || key === undefined ? null : key.toString()
      events.record({ topic, partition, offset, key: text, value, timestampMs: timestamp ?? 0 })
    })
    this.#consumer.on('partition.eof', ({ topic, partition }) => events.end?.(topic, partition))
    watchConnections(this.#consumer, this.#failures, events.error)
    this.#consumer.setDefaultConsumeTimeout(READ_TIMEOUT_MS)
  }

  connect(timeoutMs: number): Promise<TopicMetadata[]> {
    return withReason(this.#failures, connectClient(this.#consumer, timeoutMs))
  }

  /** Those of all topics. */
  metadata(timeoutMs: number): Promise<TopicMetadata[]> {
    return withReason(this.#failures, getMetadata(this.#consumer, { allTopics: true, timeout: timeoutMs }))
  }

  /** @returns the first offset that is there, and the one that the next record will get */
  offsets(topic: string, partition: number, timeoutMs: number): Promise<{ low: number; high: number }> {
    const asked = new Promise<{ low: number; high: number }>((resolve, reject) => {
      this.#consumer.queryWatermarkOffsets(topic, partition, timeoutMs, (error, found) =>
        error ? reject(translate(error)) : resolve({ low: found.lowOffset, high: found.highOffset }),
      )
    })
    return withReason(this.#failures, asked)
  }

  /** The offset that the next record will get, as the last answer of the broker said; null before the first one. */
  knownEnd(topic: string, partition: number): number | null {
    const { highOffset } = this.#consumer.getWatermarkOffsets(topic, partition)
    return highOffset < 0 ? null : highOffset
  }

  /** Brings no more of these until `resume`. */
  pause(partitions: readonly { topic: string; partition: number }[]): void {
    this.#consumer.pause([...partitions])
  }

  resume(partitions: readonly { topic: string; partition: number }[]): void {
    this.#consumer.resume([...partitions])
  }

  /** Reads these partitions from these offsets on, as well as those assigned before. */
  assign(partitions: readonly { topic: string; partition: number; offset: number }[]): void {
    this.#consumer.incrementalAssign([...partitions])
  }

  /** Waits a moment for records, which come as events. One on its way at `disconnect` crashes the process. */
  read(limit: number, waitMs = READ_TIMEOUT_MS): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#consumer.setDefaultConsumeTimeout(waitMs)
      this.#consumer.consume(limit, (error, records) =>
        error ? reject(this.#failures.explain(translate(error))) : resolve(records.length),
      )
    })
  }

  disconnect(timeoutMs: number): Promise<void> {
    return disconnectClient(timeoutMs, (done) => this.#consumer.disconnect(done))
  }
}
