import type { AliecsError } from '../errors.js'
import type { Logger, PublishRecord, StuckTopic } from '../plugin/host.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import type { TopicMetadata } from './native.js'
import type { ProduceRefusal } from './produce-refusal.js'
import { isBlocked, newTopicState, reasonOf, stuckError, type TopicState } from './topic-state.js'

/** A rejection of one record that the next record meets too: missing rights, a wrong clock. */
const REJECTS_ALL: readonly (number | undefined)[] = [
  LIBRDKAFKA.TOPIC_AUTHORIZATION_FAILED,
  LIBRDKAFKA.INVALID_TIMESTAMP,
  LIBRDKAFKA.INVALID_RECORD,
]
/** Time without an acknowledgement before a topic without a refusal is suspected. */
const SILENCE_MS = 1000
/** librdkafka retries after a second at most. */
const REFUSAL_INTERVAL_MS = 3000
/** Age of a refusal that makes a topic stuck although no call waits for it any more. */
const PERSISTENT_MS = 10_000
/** Checks of the metadata in a row that find no leader: an election passes within one. */
const LEADERLESS_CHECKS = 2

/**
 * Health of each topic, as opposed to that of the connection. A topic is stuck from the first timeout of a call on it, while
 * brokers answer, until its partitions acknowledge again.
 */
export class TopicHealth {
  readonly #logger: Logger
  readonly #onStuck: (topic: string) => void
  readonly #topics = new Map<string, TopicState>()
  readonly #stuck = new Set<string>()
  /** Topics on which a call timed out without a refusal: stuck if the brokers answer something else. */
  readonly #suspects = new Set<string>()

  /** @param onStuck called once per topic that gets stuck, whose calls need not wait longer */
  constructor(logger: Logger, onStuck: (topic: string) => void) {
    this.#logger = logger
    this.#onStuck = onStuck
  }

  /** Whether the metadata can change the list. */
  get needsCheck(): boolean {
    return this.#stuck.size > 0 || this.#suspects.size > 0 || this.#leaderless.length > 0
  }

  /** Topics that are stuck, missing, or whose records are all rejected. */
  list(): StuckTopic[] {
    return [...this.#topics].flatMap(([topic, state]) => {
      if (state.sinceMs === null) return []
      return [{ topic, sinceMs: state.sinceMs, reason: reasonOf(state), queued: state.unacknowledged }]
    })
  }

  added(topic: string): void {
    const state = this.#state(topic)
    state.unacknowledged++
    if (state.leaderless.length > 0 && this.#stuck.size > 0 && !this.#stuck.has(topic))
      this.#mark(topic, state)
  }

  /** The error for calls that need not wait; null while acknowledgements are likely. */
  blocked(record: PublishRecord): AliecsError | null {
    const state = this.#topics.get(record.topic)
    if (!state || !this.#stuck.has(record.topic) || !isBlocked(state, record.key)) return null
    return stuckError(record.topic, state)
  }

  /** Whether a broker refuses records of the topic just now, and therefore answers. */
  isRefusing(topic: string): boolean {
    return performance.now() - this.#state(topic).refusedMs < REFUSAL_INTERVAL_MS
  }

  /** Reason for records of a topic that wait; null where none is known. */
  reason(topic: string): string | null {
    const state = this.#topics.get(topic)
    return state && (state.sinceMs !== null || state.refusals.size > 0) ? reasonOf(state) : null
  }

  /** @param partition null where librdkafka does not know it */
  settled(topic: string, partition: number | null, error: AliecsError | null): void {
    const state = this.#state(topic)
    if (partition !== null) {
      state.refusals.delete(partition)
      state.leaderless = state.leaderless.filter((each) => each !== partition)
    }
    if (error === null) this.#acknowledged(topic, state)
    else if (REJECTS_ALL.includes(librdkafkaCode(error))) this.#reject(topic, state, error)
    state.unacknowledged--
    if (state.unacknowledged === 0) state.refusals.clear()
    if (state.refusals.size === 0) state.refusedSinceMs = null
    if (state.recovery) this.#recover(topic, state, error === null)
  }

  /** A broker refused a produce request, and librdkafka retries it. */
  refused({ topic, partition, reason, isFromBroker }: ProduceRefusal): void {
    const state = this.#state(topic)
    if (state.unacknowledged === 0) return
    // librdkafka's own words, for a lost connection or a new producer id, do not replace the broker's.
    if (isFromBroker || !state.refusals.has(partition)) state.refusals.set(partition, reason)
    state.refusedSinceMs ??= Date.now()
    if (!isFromBroker) return
    state.refusedMs = performance.now()
    if (this.#stuck.has(topic)) return
    // Another topic waited a whole timeout for the same reason: this one need not.
    const isKnown = [...this.#stuck].some((other) =>
      [...this.#state(other).refusals.values()].includes(reason),
    )
    if (isKnown || Date.now() - state.refusedSinceMs >= PERSISTENT_MS) this.#mark(topic, state)
  }

  /** @param sinceMs when the call published, by performance.now() */
  timedOut(topic: string, sinceMs: number): void {
    const state = this.#state(topic)
    if (this.#stuck.has(topic) || state.unacknowledged === 0) return
    if (state.refusals.size > 0) this.#mark(topic, state)
    else if (state.acknowledgedMs < sinceMs && performance.now() - sinceMs >= SILENCE_MS)
      this.#suspects.add(topic)
  }

  /** The topic cannot be made, or exists now. */
  missing(topic: string, error: AliecsError | null): void {
    const state = this.#state(topic)
    state.missing = error?.message ?? null
    if (error !== null) state.sinceMs ??= Date.now()
    else if (state.sinceMs !== null) this.#heal(topic, state)
  }

  /** A broker answered with its metadata. */
  observe(topics: readonly TopicMetadata[], wanted: readonly string[] = []): void {
    for (const name of wanted) this.#state(name)
    for (const { name, partitions, leaderless } of topics) {
      const state = this.#topics.get(name)
      if (!state) continue
      state.partitionCount = partitions.length
      state.leaderless = leaderless
      state.leaderlessChecks = leaderless.length > 0 ? state.leaderlessChecks + 1 : 0
    }
    for (const name of this.#suspects) {
      const state = this.#state(name)
      if (state.unacknowledged > 0) this.#mark(name, state)
    }
    this.#suspects.clear()
    for (const [name, state] of this.#leaderless) {
      const isSure = state.leaderlessChecks >= LEADERLESS_CHECKS
      if (isSure && !this.#stuck.has(name)) this.#mark(name, state)
    }
    for (const name of this.#stuck) {
      const state = this.#state(name)
      const isIdle = state.unacknowledged === 0 && state.leaderless.length === 0
      if (isIdle && state.rejection === null) this.#heal(name, state)
    }
  }

  /** No broker answers at all, which is the health of the connection. */
  disconnected(): void {
    this.#suspects.clear()
  }

  get #leaderless(): [string, TopicState][] {
    return [...this.#topics].filter(([, { leaderless }]) => leaderless.length > 0)
  }

  #state(topic: string): TopicState {
    let state = this.#topics.get(topic)
    if (!state) {
      state = newTopicState()
      this.#topics.set(topic, state)
    }
    return state
  }

  #mark(topic: string, state: TopicState): void {
    this.#stuck.add(topic)
    this.#suspects.delete(topic)
    this.#begin(topic, state)
    this.#onStuck(topic)
  }

  #reject(topic: string, state: TopicState, error: AliecsError): void {
    state.rejection = error.message
    this.#begin(topic, state)
  }

  #begin(topic: string, state: TopicState): void {
    state.recovery = null
    if (state.sinceMs !== null) return
    state.sinceMs = state.refusedSinceMs ?? Date.now()
    const queued = state.unacknowledged
    const since = new Date(state.sinceMs).toISOString()
    this.#logger.warn(
      { topic, queued },
      `topic ${topic} is stuck since ${since}: ${reasonOf(state)}; ${queued} records queued`,
    )
  }

  #acknowledged(topic: string, state: TopicState): void {
    state.acknowledgedMs = performance.now()
    state.rejection = null
    this.#suspects.delete(topic)
    const isHealthy = state.refusals.size === 0 && state.leaderless.length === 0
    if (state.sinceMs !== null && isHealthy) this.#heal(topic, state)
  }

  #heal(topic: string, state: TopicState): void {
    const seconds = ((Date.now() - (state.sinceMs ?? Date.now())) / 1000).toFixed(1)
    this.#stuck.delete(topic)
    state.sinceMs = null
    state.recovery = { backlog: state.unacknowledged, delivered: 0, seconds }
    if (state.unacknowledged === 0) this.#report(topic, state)
  }

  /** Counts the records that waited, up to the last one. */
  #recover(topic: string, state: TopicState, isDelivered: boolean): void {
    if (!state.recovery) return
    if (isDelivered) state.recovery.delivered++
    state.recovery.backlog--
    if (state.recovery.backlog <= 0) this.#report(topic, state)
  }

  #report(topic: string, state: TopicState): void {
    const { delivered = 0, seconds = '0' } = state.recovery ?? {}
    state.recovery = null
    const message = `topic ${topic} takes records again after ${seconds} s; ${delivered} records delivered`
    this.#logger.warn({ topic, delivered }, message)
  }
}
