import { AliecsError, messageOf } from '../errors.js'
import type { Logger, ManagedPublisher, Publisher, PublisherStats, PublishResult } from '../plugin/host.js'
import type { CoreEvent } from './core-event.js'
import { LossReport } from './loss-report.js'
import { NanoClock } from './nano-clock.js'
import { EVENT_TOPICS } from './topics.js'

/** After this a publisher asks whether its broker is still there; the event stays in the queue. */
const DOUBT_MS = 10_000

export interface EventWriterOptions {
  /** Where the events go. One with `close` is closed with the writer; it may be shared with others. */
  publisher: Publisher | ManagedPublisher
  logger: Logger
}

/** Figures since the start. */
export interface EventWriterStats {
  /** Events that were to be written. */
  written: number
  /** Of those, never delivered: refused by a full or closed queue, or by the broker, or not encodable. */
  lost: number
  /** Why the last one was lost; null where none was. */
  lastError: string | null
  /** All that its publisher carries, those of others included; null where it keeps no figures. */
  publisher: PublisherStats | null
}

/** Events that may wait to be encoded; whoever writes more without a pause encodes them himself. */
const STAGED_MAX = 1000

/**
 * The core's events on their way to Kafka: stamped when they are written, encoded and enqueued as soon as the core has
 * done its present work, delivered in the background in that order.
 */
export class EventWriter {
  readonly #publisher: Publisher & Partial<ManagedPublisher>
  readonly #clock = new NanoClock()
  readonly #losses: LossReport
  #staged: CoreEvent[] = []
  #encoding: NodeJS.Immediate | undefined
  #written = 0
  #lost = 0
  #lastError: string | null = null

  constructor({ publisher, logger }: EventWriterOptions) {
    this.#publisher = publisher
    this.#losses = new LossReport(logger)
  }

  /** Returns at once and never throws: what cannot be written is counted and logged. */
  write(event: CoreEvent): void {
    this.#written += 1
    const { ms, ns } = this.#clock.stamp(event.environmentId, event.timestampMs)
    event.message.setTimestamp(ms)
    event.message.setTimestampnano(ns)
    this.#staged.push(event)
    if (this.#staged.length >= STAGED_MAX) this.flush()
    else this.#encoding ??= setImmediate(() => this.flush())
  }

  stats(): EventWriterStats {
    return {
      written: this.#written,
      lost: this.#lost,
      lastError: this.#lastError,
      publisher: this.#publisher.stats?.() ?? null,
    }
  }

  /**
   * Waits until everything is acknowledged or the time is over, and closes the publisher.
   *
   * @throws AliecsError KFK_UNDELIVERED naming the events that were given up
   */
  async close(timeoutMs: number): Promise<void> {
    this.flush()
    const all = (await this.#publisher.close?.(timeoutMs)) ?? []
    this.#losses.end()
    const undelivered = all.filter(({ topic }) => EVENT_TOPICS.includes(topic))
    if (undelivered.length === 0) return
    const named = undelivered.slice(0, 10).map(({ topic, key }) => `${topic} (${key ?? 'no key'})`)
    const more = undelivered.length > named.length ? ` and ${undelivered.length - named.length} more` : ''
    const text = `${undelivered.length} events not delivered: ${named.join(', ')}${more}`
    this.#lost += undelivered.length
    this.#lastError = text
    throw new AliecsError('KFK_UNDELIVERED', text)
  }

  /** Encodes and enqueues what was written, now: before a publisher that is shared is closed. */
  flush(): void {
    clearImmediate(this.#encoding)
    this.#encoding = undefined
    const staged = this.#staged
    this.#staged = []
    for (const { topic, key, message } of staged) {
      try {
        // A copy in the memory that Node's small buffers share: thousands that wait in memory of their own are dear.
        const value = Buffer.from(message.serializeBinary())
        void this.#publisher
          .publish([{ topic, key, value }], { timeoutMs: DOUBT_MS })
          .then((result) => this.#settle(result))
      } catch (error) {
        this.#lose(`${topic}: ${messageOf(error)}`)
      }
    }
  }

  #settle(result: PublishResult): void {
    // What is given up at the end is counted there: some of it was answered long before.
    if (result.status !== 'failed' || result.error.code === 'KFK_UNDELIVERED') return
    this.#lose(result.error.message)
  }

  #lose(error: string): void {
    this.#lost += 1
    this.#lastError = error
    this.#losses.add(error)
  }
}
