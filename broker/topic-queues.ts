import { AliecsError } from '../errors.js'
import type { BrokerLink } from './broker-link.js'
import { isProducerLost, LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import type { TopicMetadata } from './native.js'
import type { PendingRecord } from './pending-records.js'
import type { TopicHealth } from './topic-health.js'
import type { TopicMaker } from './topic-maker.js'

const LIBRARY_QUEUE_RETRY_MS = 20

/** Where a topic stands; records wait in order until it is ready. */
interface Topic {
  state: 'unknown' | 'making' | 'missing' | 'ready'
  waiting: PendingRecord[]
  /** Why it is missing. */
  error: AliecsError | null
  /** librdkafka's own queue was full; it is tried again then. */
  retry: NodeJS.Timeout | undefined
  /** What waits goes to librdkafka as soon as the caller has done its work. */
  handOver: NodeJS.Immediate | undefined
}

/** Records on their way to librdkafka: in order per topic, and only once the topic exists. */
export class TopicQueues {
  readonly #link: BrokerLink
  readonly #maker: TopicMaker
  readonly #health: Pick<TopicHealth, 'missing'>
  readonly #refused: (pending: PendingRecord, error: AliecsError) => void
  readonly #topics = new Map<string, Topic>()

  /** @param refused told of a record that librdkafka does not take */
  constructor(
    link: BrokerLink,
    maker: TopicMaker,
    health: Pick<TopicHealth, 'missing'>,
    refused: (pending: PendingRecord, error: AliecsError) => void,
  ) {
    this.#link = link
    this.#maker = maker
    this.#health = health
    this.#refused = refused
  }

  /** Why the first of these topics that is missing is so; null where none is. */
  missing(topics: readonly string[]): AliecsError | null {
    return topics.map((name) => this.#topics.get(name)?.error).find((error) => error) ?? null
  }

  add(pending: PendingRecord): void {
    const name = pending.record.topic
    const topic = this.#topic(name)
    topic.waiting.push(pending)
    if (topic.state === 'ready') topic.handOver ??= setImmediate(() => this.#handOver(topic))
    else if (topic.state === 'unknown') void this.#make(name)
    else if (topic.error) pending.call.giveBack(topic.error)
  }

  /**
   * A producer is connected.
   *
   * @param existing what the brokers said of their topics
   * @param wanted made now, without a record
   */
  connected(existing: readonly TopicMetadata[], wanted: readonly string[]): void {
    const names = new Set([...wanted, ...this.#topics.keys()])
    for (const { name, partitions } of existing) {
      if (!names.has(name) || partitions.length === 0) continue
      const topic = this.#topic(name)
      if (topic.state === 'unknown') topic.state = 'ready'
    }
    for (const name of names) {
      const topic = this.#topic(name)
      if (topic.state === 'ready') this.#flush(topic)
      else void this.#make(name)
    }
  }

  /** The producer is lost: all of these go to the next one, in order. */
  requeue(all: readonly PendingRecord[]): void {
    for (const topic of this.#topics.values()) topic.waiting = []
    for (const pending of all) this.#topic(pending.record.topic).waiting.push(pending)
  }

  /** Its topic was deleted while it was under way: made again, and the record waits for that, in its place. */
  topicGone(pending: PendingRecord): void {
    const name = pending.record.topic
    const topic = this.#topic(name)
    const last = topic.waiting.at(-1)
    topic.waiting.push(pending)
    if (last && last.seq > pending.seq) topic.waiting.sort((a, b) => a.seq - b.seq)
    if (topic.state === 'ready') topic.state = 'unknown'
    void this.#make(name)
  }

  close(): void {
    this.#maker.close()
    for (const { retry, handOver } of this.#topics.values()) {
      clearTimeout(retry)
      clearImmediate(handOver)
    }
  }

  #topic(name: string): Topic {
    let topic = this.#topics.get(name)
    if (!topic) {
      topic = { state: 'unknown', waiting: [], error: null, retry: undefined, handOver: undefined }
      this.#topics.set(name, topic)
    }
    return topic
  }

  /** Handing over wakes threads of librdkafka, which may take the processor: not while a transition goes on. */
  #handOver(topic: Topic): void {
    topic.handOver = undefined
    if (topic.state === 'ready') this.#flush(topic)
  }

  /** Hands what waits to librdkafka, as far as it takes it. */
  #flush(topic: Topic): void {
    const producer = this.#link.producer
    if (!producer || topic.waiting.length === 0) return
    const waiting = topic.waiting
    topic.waiting = []
    const sentMs = Date.now()
    for (const [index, pending] of waiting.entries()) {
      try {
        producer.produce(pending.record, pending.seq)
        pending.sentMs = sentMs
      } catch (error) {
        if (isProducerLost(error) || librdkafkaCode(error) === LIBRDKAFKA.QUEUE_FULL) {
          topic.waiting = [...waiting.slice(index), ...topic.waiting]
          this.#interrupted(topic, error as AliecsError)
          break
        }
        this.#refused(pending, error as AliecsError)
      }
    }
    this.#link.sent()
  }

  #interrupted(topic: Topic, error: AliecsError): void {
    if (isProducerLost(error)) {
      this.#link.fatal(error)
      return
    }
    clearTimeout(topic.retry)
    topic.retry = setTimeout(() => this.#flush(topic), LIBRARY_QUEUE_RETRY_MS)
  }

  async #make(name: string): Promise<void> {
    const topic = this.#topic(name)
    if (topic.state !== 'unknown' || !this.#link.producer) return
    topic.state = 'making'
    const made = await this.#maker.make(name, (cause) => {
      topic.state = 'missing'
      topic.error = new AliecsError('KFK_TOPIC', `topic ${name}: ${cause.message}; its records wait`, {
        cause,
      })
      this.#health.missing(name, cause)
      for (const pending of topic.waiting) pending.call.giveBack(topic.error)
    })
    if (!made) return
    topic.state = 'ready'
    topic.error = null
    this.#health.missing(name, null)
    this.#flush(topic)
  }
}
