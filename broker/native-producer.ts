import { AliecsError } from '../errors.js'
import { ConnectionFailures } from './connection-failures.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import {
  type AdvertisedBroker,
  type ClientOptions,
  connectClient,
  connectRaw,
  disconnectClient,
  errorName,
  getRawMetadata,
  native,
  type Producer,
  rdkafka,
  type TopicMetadata,
  topicsOf,
  translate,
  watchConnections,
  withReason,
} from './native.js'
import type { NativeGroupMember, NextOffset } from './native-group-member.js'
import { type ProduceRefusal, parseRefusal } from './produce-refusal.js'

/** A value of no length. An empty buffer without memory behind it would be sent as null, a tombstone. */
const NO_BYTES = Buffer.from([0]).subarray(0, 0)

/** A record to write. */
export interface ProducerRecord {
  topic: string
  key: string | null
  /** Null is a tombstone. */
  value: Uint8Array | null
  /** Where not given, that of its key. */
  partition?: number | undefined
}

export interface ProducerEvents {
  /**
   * @param seq the number given to `produce`
   * @param partition null where librdkafka does not know it
   */
  delivered(seq: number, error: AliecsError | null, partition: number | null): void
  /** Not bound to one record: a connection lost, all brokers down, a fatal error of the idempotent producer. */
  error(error: AliecsError): void
  /** A connection failed, and `failures` has the reason. */
  failed?(): void
  /** A broker refused a produce request, and librdkafka retries it. Only with the debug context of produce requests. */
  refused?(refusal: ProduceRefusal): void
  /** A broker throttles this client; 0 at the end. */
  throttled?(timeMs: number, broker: string): void
}

/** Event of node-rdkafka, which has no type for it. */
interface ThrottleEvent {
  throttleTime: number
  brokerName: string
}

/** One librdkafka producer, for one life: after `disconnect`, or a `connect` that failed, make a new one. */
export class NativeProducer {
  readonly failures: ConnectionFailures
  readonly #producer: Producer
  #inFlight = 0
  #advertised: readonly AdvertisedBroker[] = []

  /**
   * @param failures reasons that an earlier producer with these options collected
   * @throws AliecsError KFK_CLIENT_OPTION
   */
  constructor(
    options: ClientOptions,
    topicOptions: ClientOptions,
    events: ProducerEvents,
    failures = new ConnectionFailures(options),
  ) {
    this.failures = failures
    const client = rdkafka()
    try {
      this.#producer = new client.Producer(native({ ...options, dr_cb: true }), native(topicOptions))
    } catch (error) {
      throw new AliecsError('KFK_CLIENT_OPTION', (error as Error).message, { cause: error })
    }
    this.#producer.on('delivery-report', (error, report) => {
      this.#inFlight--
      const partition = report.partition >= 0 ? report.partition : null
      events.delivered(report.opaque as number, error ? translate(error) : null, partition)
    })
    this.#producer.on('event.log', (event) => {
      const refusal = parseRefusal(event, errorName)
      if (refusal !== null) events.refused?.(refusal)
    })
    this.#producer.on('event.throttle', (event: ThrottleEvent) => {
      events.throttled?.(event.throttleTime, event.brokerName)
    })
    watchConnections(this.#producer, failures, events.error, () => events.failed?.())
  }

  /** Records without a delivery report yet. */
  get inFlight(): number {
    return this.#inFlight
  }

  /** Addresses of the brokers, as the latest metadata has them. */
  get advertised(): readonly AdvertisedBroker[] {
    return this.#advertised
  }

  /** Connected to at least one broker, with its metadata. `poll` works while this is under way. */
  connect(timeoutMs: number, signal?: AbortSignal): Promise<TopicMetadata[]> {
    return this.#topics(connectClient(this.#producer, this.failures, timeoutMs, signal))
  }

  /** The same, for the brokers' addresses: `host:port` each. */
  connectToBrokers(timeoutMs: number): Promise<string[]> {
    return connectRaw(this.#producer, timeoutMs).then(({ brokers }) =>
      brokers.map(({ host, port }) => `${host}:${port}`),
    )
  }

  /** @throws AliecsError KFK_QUEUE_FULL, KFK_MESSAGE_TOO_LARGE or another; delivery errors come as events */
  produce({ topic, key, value, partition }: ProducerRecord, seq: number): void {
    try {
      this.#producer.produce(topic, partition ?? null, value === null ? null : bytesOf(value), key, null, seq)
      this.#inFlight++
    } catch (error) {
      throw translate(error)
    }
  }

  /** Delivery reports and errors come out of this; does nothing when not connected. */
  poll(): void {
    if (this.#producer.isConnected()) this.#producer.poll()
  }

  /** Waits in another thread; delivery reports come out of this too. Resolves when none is to come, or after the limit. */
  waitForReports(limitMs: number): Promise<void> {
    if (!this.#producer.isConnected()) return Promise.resolve()
    return new Promise((resolve) => {
      this.#producer.flush(limitMs, () => resolve())
    })
  }

  /** @param topic asked for alone, and made by a broker that makes topics; without it those known so far */
  metadata(timeoutMs: number, topic?: string): Promise<TopicMetadata[]> {
    const options = topic === undefined ? { timeout: timeoutMs } : { topic, timeout: timeoutMs }
    return this.#topics(getRawMetadata(this.#producer, options))
  }

  /** Metadata of all topics of the cluster; makes none. */
  metadataOfAll(timeoutMs: number): Promise<TopicMetadata[]> {
    return this.#topics(getRawMetadata(this.#producer, { allTopics: true, timeout: timeoutMs }))
  }

  /** Ends what an earlier producer of the same `transactional.id` has begun, and shuts that one out. */
  initTransactions(timeoutMs: number): Promise<void> {
    return this.#answered((done) => this.#producer.initTransactions(timeoutMs, done))
  }

  beginTransaction(): Promise<void> {
    return this.#answered((done) => this.#producer.beginTransaction(done))
  }

  /** @param offsets of the group that the member is in: the next ones to read, valid when the transaction is committed */
  sendOffsets(
    offsets: readonly NextOffset[],
    member: Pick<NativeGroupMember, 'consumer'>,
    timeoutMs: number,
  ): Promise<void> {
    return this.#answered((done) =>
      this.#producer.sendOffsetsToTransaction([...offsets], member.consumer, timeoutMs, done),
    )
  }

  commitTransaction(timeoutMs: number): Promise<void> {
    return this.#answered((done) => this.#producer.commitTransaction(timeoutMs, done))
  }

  abortTransaction(timeoutMs: number): Promise<void> {
    return this.#answered((done) => this.#producer.abortTransaction(timeoutMs, done))
  }

  /** Whatever is not delivered is dropped: wait for the delivery reports first. */
  disconnect(timeoutMs: number): Promise<void> {
    return disconnectClient(timeoutMs, (done) => this.#producer.disconnect(0, done))
  }

  async #topics(asked: ReturnType<typeof getRawMetadata>): Promise<TopicMetadata[]> {
    const metadata = await withReason(this.failures, asked)
    this.failures.answered()
    this.#advertised = metadata.brokers
    return topicsOf(metadata)
  }

  /** @throws AliecsError */
  #answered(ask: (done: (error: unknown) => void) => unknown): Promise<void> {
    const asked = new Promise<void>((resolve, reject) => {
      ask((error) => (error ? reject(translate(error)) : resolve()))
    })
    return withReason(this.failures, asked)
  }
}

function bytesOf(value: Uint8Array): Buffer {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  return bytes.length > 0 ? bytes : NO_BYTES
}

/**
 * What librdkafka says when it puts such options together, which it does before it looks for a broker: a file that
 * cannot be read, a limit against idempotence. Null if nothing.
 */
export async function refusalToStart(
  options: ClientOptions,
  topicOptions: ClientOptions,
): Promise<string | null> {
  const producer = new NativeProducer(options, topicOptions, { delivered: () => {}, error: () => {} })
  try {
    await producer.connect(1)
    return null
  } catch (error) {
    return librdkafkaCode(error) === LIBRDKAFKA.STATE ? (error as AliecsError).message : null
  } finally {
    await producer.disconnect(2000)
  }
}
