import { AliecsError } from '../errors.js'
import { type Cluster, getCluster } from './cluster.js'
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
  type TopicPartition,
  topicsOf,
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
  /**
   * Called when every record before `offset` was read, with `enable.partition.eof`. Offsets of transaction markers and aborted
   * records count; offsets of an open transaction do not.
   */
  end?(topic: string, partition: number, offset: number): void
  /** Called when a topic was deleted and created again under its name, with `debug: 'topic'`. */
  recreated?(topic: string): void
  /** Called when the brokers refuse a topic by its name, with `debug: 'topic'`. */
  topicRefused?(topic: string, reason: string): void
  error(error: AliecsError): void
}

/** librdkafka keeps this one per topic; among the other options it would be ignored without an error. */
const TOPIC_OPTIONS: ClientOptions = { 'auto.offset.reset': 'earliest' }
/** The id of a topic that librdkafka did not know before. */
const NO_ID = 'A'.repeat(22)

/** How long a read waits where not told. */
const READ_TIMEOUT_MS = 100
/** Logical offset, as librdkafka has it. */
const LOGICAL_END = -1

/** One librdkafka consumer that reads the partitions it is told to, without a group. */
export class NativeConsumer {
  readonly #consumer: KafkaConsumer
  readonly #failures: ConnectionFailures

  /** @throws AliecsError KFK_CLIENT_OPTION */
  constructor(options: ClientOptions, events: ConsumerEvents) {
    const client = rdkafka()
    this.#failures = new ConnectionFailures(options)
    try {
      this.#consumer = new client.KafkaConsumer(native(options), native(TOPIC_OPTIONS))
    } catch (error) {
      throw new AliecsError('KFK_CLIENT_OPTION', (error as Error).message, { cause: error })
    }
    this.#consumer.on('data', ({ topic, partition, offset, key, value, timestamp }) => {
      const text = key === null || key === undefined ? null : key.toString()
      events.record({ topic, partition, offset, key: text, value, timestampMs: timestamp ?? 0 })
    })
    this.#consumer.on('partition.eof', ({ topic, partition, offset }) =>
      events.end?.(topic, partition, offset),
    )
    this.#consumer.on('event.log', ({ message }: { message: string }) => {
      const recreated = recreatedTopic(message)
      if (recreated !== null) events.recreated?.(recreated)
      const [, refused, reason] = /: Topic (\S+) has permanent error: (.+)$/.exec(message) ?? []
      if (refused !== undefined && reason !== undefined) events.topicRefused?.(refused, reason)
    })
    watchConnections(this.#consumer, this.#failures, events.error)
    this.#consumer.setDefaultConsumeTimeout(READ_TIMEOUT_MS)
  }

  connect(timeoutMs: number): Promise<TopicMetadata[]> {
    return connectClient(this.#consumer, this.#failures, timeoutMs).then(topicsOf)
  }

  /** Those of all topics. */
  metadata(timeoutMs: number): Promise<TopicMetadata[]> {
    return withReason(this.#failures, getMetadata(this.#consumer, { allTopics: true, timeout: timeoutMs }))
  }

  cluster(timeoutMs: number): Promise<Cluster> {
    return withReason(this.#failures, getCluster(this.#consumer, timeoutMs))
  }

  /**
   * @returns the first offset, and the one after the last that can be read now: an open transaction ends before it
   * @throws AliecsError naming the topic and the partition
   */
  offsets(topic: string, partition: number, timeoutMs: number): Promise<{ low: number; high: number }> {
    const asked = new Promise<{ low: number; high: number }>((resolve, reject) => {
      this.#consumer.queryWatermarkOffsets(topic, partition, timeoutMs, (error, found) => {
        if (error) reject(translate(error))
        else resolve({ low: found.lowOffset, high: found.highOffset })
      })
    })
    return withReason(this.#failures, asked).catch(withPartition(topic, partition))
  }

  /** @returns the offset of the first record at or after this time (ms since the Unix epoch), or the end */
  offsetAt(topic: string, partition: number, timeMs: number, timeoutMs: number): Promise<number> {
    const asked = new Promise<number>((resolve, reject) => {
      this.#consumer.offsetsForTimes([{ topic, partition, offset: timeMs }], timeoutMs, (error, found) => {
        const offset = found?.[0]?.offset
        if (error) reject(translate(error))
        else resolve(offset ?? LOGICAL_END)
      })
    })
    return withReason(this.#failures, asked).catch(withPartition(topic, partition))
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

  /** Reads these partitions no longer. */
  unassign(partitions: readonly { topic: string; partition: number }[]): void {
    this.#consumer.incrementalUnassign([...partitions] as TopicPartition[])
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

/** Returns a handler that puts the name of the partition before the message. */
function withPartition(topic: string, partition: number): (error: unknown) => never {
  return (error) => {
    const known = error instanceof AliecsError ? error : translate(error)
    throw new AliecsError(known.code, `topic ${topic}, partition ${partition}: ${known.message}`, {
      cause: known.cause,
    })
  }
}

/** Source: librdkafka, src/rdkafka_topic.c, rd_kafka_topic_metadata_update */
function recreatedTopic(message: string): string | null {
  const [, topic, before] = /: Topic (\S+) changed id from (\S+) to \S+$/.exec(message) ?? []
  return topic === undefined || before === NO_ID ? null : topic
}
