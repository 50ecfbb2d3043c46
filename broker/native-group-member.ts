import { AliecsError, messageOf } from '../errors.js'
import { ConnectionFailures } from './connection-failures.js'
import {
  type ClientOptions,
  connectClient,
  disconnectClient,
  type KafkaConsumer,
  native,
  rdkafka,
  type TopicPartition,
  translate,
  watchConnections,
  withReason,
} from './native.js'

/** The offset to read next. */
export interface NextOffset {
  topic: string
  partition: number
  offset: number
}

export interface GroupEvents {
  /** These too are given to this member. */
  assigned(partitions: readonly number[]): void
  /** These are not any more. */
  revoked(partitions: readonly number[]): void
  error(error: AliecsError): void
  /** Offsets that were committed are not kept. */
  refused(error: AliecsError): void
}

/** librdkafka's word for «take these»; the other one is «give these back». */
const ASSIGN_PARTITIONS = -175

/**
 * A client of a consumer group that reads nothing: if it joins it is given partitions of a topic, and it keeps the
 * offsets of whatever somebody reads in the name of the group.
 */
export class NativeGroupMember {
  /** For a transaction, whose offsets are those of the group. */
  readonly consumer: KafkaConsumer
  readonly #events: GroupEvents
  readonly #failures: ConnectionFailures

  /** @throws AliecsError KFK_CLIENT_OPTION */
  constructor(options: ClientOptions, events: GroupEvents) {
    this.#events = events
    this.#failures = new ConnectionFailures(options)
    const client = rdkafka()
    const onRebalance = (error: { code: number } | undefined, partitions: TopicPartition[]): void =>
      this.#onRebalance(error?.code === ASSIGN_PARTITIONS, partitions)
    try {
      this.consumer = new client.KafkaConsumer(
        {
          ...native({ ...options, 'enable.auto.commit': false }),
          ...{ rebalance_cb: onRebalance, offset_commit_cb: true },
        },
        {},
      )
    } catch (error) {
      throw new AliecsError('KFK_CLIENT_OPTION', (error as Error).message, { cause: error })
    }
    watchConnections(this.consumer, this.#failures, events.error)
    this.consumer.on('offset.commit', (error: unknown) => {
      if (error) events.refused(translate(error))
    })
  }

  /** Without joining. */
  async connect(timeoutMs: number): Promise<void> {
    await connectClient(this.consumer, this.#failures, timeoutMs)
  }

  async join(topic: string, timeoutMs: number): Promise<void> {
    await this.connect(timeoutMs)
    try {
      this.consumer.subscribe([topic])
    } catch (error) {
      throw translate(error)
    }
  }

  /** Hears what there is to hear from the group; a member that does not listen is put out of it. */
  listen(): Promise<void> {
    return new Promise((resolve) => {
      this.consumer.setDefaultConsumeTimeout(0)
      this.consumer.consume(1, (error: unknown) => {
        if (error) this.#events.error(this.#failures.explain(translate(error)))
        resolve()
      })
    })
  }

  /** @returns null where the group has none yet */
  committed(
    partitions: readonly { topic: string; partition: number }[],
    timeoutMs: number,
  ): Promise<(number | null)[]> {
    const asked = new Promise<(number | null)[]>((resolve, reject) => {
      this.consumer.committed([...partitions], timeoutMs, (error, found) => {
        if (error) return reject(translate(error))
        const offsets = new Map(
          found.map(({ topic, partition, offset }) => [`${topic} ${partition}`, offset]),
        )
        resolve(
          partitions.map(({ topic, partition }) => {
            const offset = offsets.get(`${topic} ${partition}`)
            return offset === undefined || offset < 0 ? null : offset
          }),
        )
      })
    })
    return withReason(this.#failures, asked)
  }

  /** Without waiting for an answer, which comes while somebody listens. */
  commit(offsets: readonly NextOffset[]): void {
    try {
      this.consumer.commit([...offsets])
    } catch (error) {
      throw translate(error)
    }
  }

  disconnect(timeoutMs: number): Promise<void> {
    return disconnectClient(timeoutMs, (done) => this.consumer.disconnect(done))
  }

  #onRebalance(isAssigned: boolean, given: TopicPartition[]): void {
    const partitions = given.map(({ partition }) => partition)
    try {
      if (isAssigned) {
        this.consumer.incrementalAssign(given)
        this.consumer.pause(given) // they are held, and not read
      } else this.consumer.incrementalUnassign(given)
    } catch (error) {
      // One that ends has nothing to give back; what is given and cannot be taken would be nobody's.
      if (isAssigned) {
        const message = `cannot take what the group gives: ${messageOf(error)}`
        this.#events.error(new AliecsError('KFK_FENCED', message, { cause: error }))
      }
      return
    }
    if (isAssigned) this.#events.assigned(partitions)
    else this.#events.revoked(partitions)
  }
}
