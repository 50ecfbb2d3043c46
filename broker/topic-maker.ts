import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { createTopic } from './create-topic.js'
import type { ClientOptions } from './native.js'
import type { NativeProducer } from './native-producer.js'

const METADATA_TIMEOUT_MS = 2000
const CREATE_TIMEOUT_MS = 5000
const APPEARANCE_POLL_MS = 20
const RETRY_DELAYS_MS = [20, 50, 100, 200, 500, 1000, 2000]
/** The broker's own default. */
const BROKER_DEFAULT = -1
/**
 * With the broker's defaults, so often is a topic asked for before it is created explicitly: where the broker makes
 * topics by itself, asking makes it, and shows it the next time.
 */
const ASKED_FIRST = 3
/** Each request holds one of the few threads that Node has for such. */
const CONCURRENCY = 2

export interface TopicMakerOptions {
  /** For the admin client. */
  client: ClientOptions
  /** -1: the broker's default. */
  partitions: number
  replicationFactor: number
  producer(): NativeProducer | null
  logger: Logger
}

/**
 * Makes sure that a topic exists before its first record, which would be lost with some clients and delayed with
 * others. Where the client may not create topics, it asks for the topic until somebody, perhaps the broker, made it.
 */
export class TopicMaker {
  readonly #options: TopicMakerOptions
  readonly #stop = new AbortController()
  readonly #queue: (() => void)[] = []
  #running = 0

  constructor(options: TopicMakerOptions) {
    this.#options = options
    setMaxListeners(0, this.#stop.signal) // one per topic that is being made
  }

  close(): void {
    this.#stop.abort()
  }

  /**
   * Resolves when the topic exists; `missing` is told each time it is seen not to, with the reason.
   *
   * @returns false when closed before that
   */
  async make(name: string, missing: (error: AliecsError) => void): Promise<boolean> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      const error = await this.#limited(() => this.#tryMake(name, attempt))
      if (error === null) return true
      if (attempt >= ASKED_FIRST && error.code === 'KFK_TOPIC') missing(error)
      if (attempt === 3)
        this.#options.logger.warn({ topic: name }, `topic ${name}: ${error.message}; retrying`)
      await sleep(RETRY_DELAYS_MS[attempt] ?? 2000, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
    return false
  }

  async #tryMake(name: string, attempt: number): Promise<AliecsError | null> {
    const { partitions, replicationFactor } = this.#options
    const byDefault = partitions === BROKER_DEFAULT && replicationFactor === BROKER_DEFAULT
    try {
      if (byDefault && (await this.#exists(name))) return null
      if (byDefault && attempt < ASKED_FIRST) return new AliecsError('KFK_TOPIC', 'it does not exist yet')
      await createTopic(this.#options.client, { name, partitions, replicationFactor }, CREATE_TIMEOUT_MS)
    } catch (error) {
      // Perhaps the client only may not create it, and it exists all the same.
      if (!byDefault && (await this.#exists(name).catch(() => false))) return null
      if (error instanceof AliecsError && error.code === 'KFK_BROKER_DOWN') {
        // The admin client has no log events: the producer knows the reason.
        return this.#options.producer()?.failures.explain(error) ?? error
      }
      return new AliecsError('KFK_TOPIC', `it cannot be made: ${messageOf(error)}`, { cause: error })
    }
    return (await this.#appears(name)) ? null : new AliecsError('KFK_TOPIC', 'it is made but not to be seen')
  }

  /** A broker answers that the topic is made before it says so in its metadata. */
  async #appears(name: string): Promise<boolean> {
    const end = performance.now() + CREATE_TIMEOUT_MS
    while (!this.#stop.signal.aborted && performance.now() < end) {
      if (await this.#exists(name).catch(() => false)) return true
      await sleep(APPEARANCE_POLL_MS, undefined, { signal: this.#stop.signal }).catch(() => {})
    }
    return false
  }

  async #exists(name: string): Promise<boolean> {
    const producer = this.#options.producer()
    if (!producer) throw new AliecsError('KFK_BROKER_DOWN', 'not connected')
    const topics = await producer.metadata(METADATA_TIMEOUT_MS, name)
    return topics.some((topic) => topic.name === name && topic.partitions.length > 0)
  }

  /** Whoever ends hands its place to the next one in the queue. */
  async #limited<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running < CONCURRENCY) this.#running++
    else await new Promise<void>((resolve) => this.#queue.push(resolve))
    try {
      return await run()
    } finally {
      const next = this.#queue.shift()
      if (next) next()
      else this.#running--
    }
  }
}

/** Kafka's rule for topic names; a name against it would be refused by the broker. */
export function isTopicName(name: string): boolean {
  return /^[a-zA-Z0-9._-]{1,249}$/.test(name) && name !== '.' && name !== '..'
}
