import { createRequire } from 'node:module'
import type * as Rdkafka from 'node-rdkafka'
import { AliecsError } from '../errors.js'
import { errorOf, LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'

/**
 * The one file that names node-rdkafka. It loads the compiled addon at the first use, turns callbacks into promises
 * with a limit, and the addon's errors into ours, the original kept as `cause`.
 */

/** librdkafka option → value, as its CONFIGURATION.md names them. */
export type ClientOptions = Readonly<Record<string, string | number | boolean>>

export interface TopicMetadata {
  name: string
  partitions: number[]
}

/** A value of no length. An empty buffer without memory behind it would be sent as null, a tombstone. */
const NO_BYTES = Buffer.from([0]).subarray(0, 0)

let loaded: typeof Rdkafka | undefined
function rdkafka(): typeof Rdkafka {
  try {
    loaded ??= createRequire(import.meta.url)('node-rdkafka') as typeof Rdkafka
    return loaded
  } catch (error) {
    const message =
      'node-rdkafka does not load; «npm rebuild node-rdkafka» compiles it (needs a C++ toolchain)'
    throw new AliecsError('KFK_CLIENT', message, { cause: error })
  }
}

/** What the built librdkafka can do: `ssl`, `lz4`, `sasl_scram`… */
export const clientFeatures = (): readonly string[] => rdkafka().features

/** A client that is made and thrown away, to hear what librdkafka thinks of its options. Null if it likes them. */
export function refusalOf(options: ClientOptions, topicOptions: ClientOptions = {}): string | null {
  const { Producer } = rdkafka()
  try {
    new Producer(native({ 'metadata.broker.list': '127.0.0.1:1', ...options }), native(topicOptions))
    return null
  } catch (error) {
    return (error as Error).message
  }
}

export interface ProducerEvents {
  /** @param seq the number given to `produce` */
  delivered(seq: number, error: AliecsError | null): void
  /** Not bound to one record: a connection lost, all brokers down, a fatal error of the idempotent producer. */
  error(error: AliecsError): void
}

/** One librdkafka producer, for one life: after `disconnect`, or a `connect` that failed, make a new one. */
export class NativeProducer {
  readonly #producer: Rdkafka.Producer

  /** @throws AliecsError KFK_CLIENT_OPTION */
  constructor(options: ClientOptions, topicOptions: ClientOptions, events: ProducerEvents) {
    const { Producer } = rdkafka()
    try {
      this.#producer = new Producer(native({ ...options, dr_cb: true }), native(topicOptions))
    } catch (error) {
      throw new AliecsError('KFK_CLIENT_OPTION', (error as Error).message, { cause: error })
    }
    this.#producer.on('delivery-report', (error, report) => {
      events.delivered(report.opaque as number, error ? translate(error) : null)
    })
    this.#producer.on('event.error', (error) => events.error(translate(error)))
  }

  /** Connected to at least one broker, with its metadata. `poll` works while this is under way. */
  connect(timeoutMs: number): Promise<TopicMetadata[]> {
    return connectClient(this.#producer, timeoutMs)
  }

  /** The same, for the brokers' addresses: `host:port` each. */
  connectToBrokers(timeoutMs: number): Promise<string[]> {
    return connectRaw(this.#producer, timeoutMs).then(({ brokers }) =>
      brokers.map(({ host, port }) => `${host}:${port}`),
    )
  }

  /** @throws AliecsError KFK_QUEUE_FULL, KFK_MESSAGE_TOO_LARGE or another; delivery errors come as events */
  produce(topic: string, key: string | null, value: Uint8Array, seq: number): void {
    try {
      const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
      this.#producer.produce(topic, null, bytes.length > 0 ? bytes : NO_BYTES, key, null, seq)
    } catch (error) {
      throw translate(error)
    }
  }

  /** Delivery reports and errors come out of this; does nothing when not connected. */
  poll(): void {
    if (this.#producer.isConnected()) this.#producer.poll()
  }

  /** @param topic asked for alone, and made by a broker that makes topics; without it those known so far */
  metadata(timeoutMs: number, topic?: string): Promise<TopicMetadata[]> {
    return getMetadata(
      this.#producer,
      topic === undefined ? { timeout: timeoutMs } : { topic, timeout: timeoutMs },
    )
  }

  /** Whatever is not delivered is dropped: wait for the delivery reports first. */
  disconnect(timeoutMs: number): Promise<void> {
    return disconnectClient(timeoutMs, (done) => this.#producer.disconnect(0, done))
  }
}

/** @throws AliecsError; KFK_TOPIC where the name is not legal or the client may not create it */
export async function createTopic(
  options: ClientOptions,
  topic: { name: string; partitions: number; replicationFactor: number },
  timeoutMs: number,
): Promise<void> {
  const admin = rdkafka().AdminClient.create(native(options))
  try {
    await new Promise<void>((resolve, reject) => {
      const { name, partitions, replicationFactor } = topic
      const asked = { topic: name, num_partitions: partitions, replication_factor: replicationFactor }
      admin.createTopic(asked, timeoutMs, (error) => (error ? reject(translate(error)) : resolve()))
    })
  } catch (error) {
    if (librdkafkaCode(error) !== LIBRDKAFKA.TOPIC_ALREADY_EXISTS) throw error
  } finally {
    admin.disconnect()
  }
}

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
  error(error: AliecsError): void
}

/** One librdkafka consumer that reads the partitions it is told to, without a group. */
export class NativeConsumer {
  readonly #consumer: Rdkafka.KafkaConsumer

  /** @throws AliecsError KFK_CLIENT_OPTION */
  constructor(options: ClientOptions, events: ConsumerEvents) {
    const { KafkaConsumer } = rdkafka()
    try {
      this.#consumer = new KafkaConsumer(native(options), {})
    } catch (error) {
      throw new AliecsError('KFK_CLIENT_OPTION', (error as Error).message, { cause: error })
    }
    this.#consumer.on('data', ({ topic, partition, offset, key, value, timestamp }) => {
      const text = key === null || key === undefined ? null : key.toString()
      events.record({ topic, partition, offset, key: text, value, timestampMs: timestamp ?? 0 })
    })
    this.#consumer.on('event.error', (error) => events.error(translate(error)))
    this.#consumer.setDefaultConsumeTimeout(100)
  }

  connect(timeoutMs: number): Promise<TopicMetadata[]> {
    return connectClient(this.#consumer, timeoutMs)
  }

  /** Those of all topics. */
  metadata(timeoutMs: number): Promise<TopicMetadata[]> {
    return getMetadata(this.#consumer, { allTopics: true, timeout: timeoutMs })
  }

  /** @returns the first offset that is there, and the one that the next record will get */
  offsets(topic: string, partition: number, timeoutMs: number): Promise<{ low: number; high: number }> {
    return new Promise((resolve, reject) => {
      this.#consumer.queryWatermarkOffsets(topic, partition, timeoutMs, (error, found) =>
        error ? reject(translate(error)) : resolve({ low: found.lowOffset, high: found.highOffset }),
      )
    })
  }

  /** Reads these partitions from these offsets on, as well as those assigned before. */
  assign(partitions: readonly { topic: string; partition: number; offset: number }[]): void {
    this.#consumer.incrementalAssign([...partitions])
  }

  /** Waits a moment for records, which come as events. One on its way at `disconnect` crashes the process. */
  read(limit: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#consumer.consume(limit, (error, records) =>
        error ? reject(translate(error)) : resolve(records.length),
      )
    })
  }

  disconnect(timeoutMs: number): Promise<void> {
    return disconnectClient(timeoutMs, (done) => this.#consumer.disconnect(done))
  }
}

const connectClient = (client: Connectable, timeoutMs: number): Promise<TopicMetadata[]> =>
  connectRaw(client, timeoutMs).then(topicsOf)

function connectRaw(client: Connectable, timeoutMs: number): Promise<Rdkafka.Metadata> {
  return new Promise((resolve, reject) => {
    client.connect({ allTopics: true, timeout: timeoutMs }, (error, metadata) =>
      error ? reject(translate(error)) : resolve(metadata),
    )
  })
}

function getMetadata(client: Connectable, options: Rdkafka.MetadataOptions): Promise<TopicMetadata[]> {
  return new Promise((resolve, reject) => {
    client.getMetadata(options, (error, metadata) =>
      error ? reject(translate(error)) : resolve(topicsOf(metadata)),
    )
  })
}

type MetadataCallback = (error: Rdkafka.LibrdKafkaError | null, metadata: Rdkafka.Metadata) => void
interface Connectable {
  connect(options: Rdkafka.MetadataOptions, callback: MetadataCallback): unknown
  getMetadata(options: Rdkafka.MetadataOptions, callback: MetadataCallback): unknown
}

/** A client that is not connected, or is disconnecting, never calls back: hence the limit. */
function disconnectClient(timeoutMs: number, disconnect: (done: () => void) => unknown): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    const done = (): void => {
      clearTimeout(timer)
      resolve()
    }
    try {
      disconnect(done)
    } catch {
      done() // «Producer not connected»: that is what was wanted
    }
  })
}

const topicsOf = (metadata: Rdkafka.Metadata): TopicMetadata[] =>
  metadata.topics.map(({ name, partitions }) => ({ name, partitions: partitions.map(({ id }) => id) }))

/** The addon wants strings and numbers: a boolean option is text for it. Typed by key, which ours are not. */
function native(options: ClientOptions): Record<string, string | number | boolean> {
  const own = Object.entries(options).map(([key, value]) => {
    return [key, typeof value === 'boolean' && key !== 'dr_cb' ? String(value) : value]
  })
  return Object.fromEntries(own) as Record<string, string | number | boolean>
}

function translate(error: unknown): AliecsError {
  const cause = error instanceof Error ? error : new Error(String(error))
  return errorOf(cause, numberOf(cause))
}

/** Delivery reports and events carry -1 and librdkafka's text in lower case: the text leads back to the number. */
function numberOf(error: Error & { code?: unknown }): number | undefined {
  if (typeof error.code === 'number' && error.code !== -1) return error.code
  return numbersByText().get(error.message.toLowerCase())
}

let numbers: Map<string, number> | undefined
function numbersByText(): Map<string, number> {
  if (numbers) return numbers
  const LibrdKafkaError = createRequire(import.meta.url)('node-rdkafka/lib/error') as {
    create(code: number): { message: string }
  }
  numbers = new Map()
  for (const number of Object.values(rdkafka().CODES.ERRORS)) {
    const text = LibrdKafkaError.create(number).message.split(': ')[1]
    if (text !== undefined && number !== -1) numbers.set(text.toLowerCase(), number)
  }
  return numbers
}
