import { type Batch, keyOf, type NextOffset, type ProducerRecord } from '../broker/index.js'
import type { Outcome, SavedEnvironment } from './attached-core.js'
import type { FollowedEvent, PartitionStart } from './followed-events.js'
import { stateRecords } from './saved-state.js'

/** Of progress that made no messages. */
const SAVE_INTERVAL_MS = 1000
/** Brokers forget an offset that nobody writes for a week, although the group lives: it does not subscribe to the events. */
const KEEP_INTERVAL_MS = 3_600_000

/** What is to be written next, all of it at once: records, what is remembered, and where to go on. */
export class PendingBatch {
  readonly #state: { topic: string; partition: number }
  #records: ProducerRecord[] = []
  readonly #changes = new Map<string, SavedEnvironment | null>()
  /** Of all partitions, also of those in which nothing has come yet: by them a later session knows that it is not the first. */
  readonly #offsets = new Map<string, NextOffset>()
  #hasProgress = false
  /** Arrival of the first event since the last batch was written; performance.now() */
  #sinceMs: number | null = null
  #savedMs = performance.now()

  /** @param state where it is remembered what has changed */
  constructor(state: { topic: string; partition: number }) {
    this.#state = state
  }

  begins(starts: readonly PartitionStart[]): void {
    for (const { topic, partition, offset } of starts) {
      this.#offsets.set(keyOf({ topic, partition }), { topic, partition, offset })
    }
    if (starts.some(({ committed }) => committed === null)) this.#hasProgress = true
  }

  hasRead({ record: { topic, partition, offset }, arrivedMs }: FollowedEvent): void {
    this.#offsets.set(keyOf({ topic, partition }), { topic, partition, offset: offset + 1 })
    this.#hasProgress = true
    this.#sinceMs ??= arrivedMs
  }

  add({ records, changes }: Outcome): void {
    this.#records.push(...records)
    for (const [key, change] of changes) this.#changes.set(key, change)
    // What has made no record is not what a later one waited for.
    if (this.#records.length === 0) this.#sinceMs = null
  }

  /** What is remembered under these keys is of no use any more. */
  forget(keys: Iterable<string>): void {
    for (const key of keys) this.#changes.set(key, null)
  }

  /** Messages go at once; progress without any at intervals, or with the last batch of all. */
  isDue({ isLast }: { isLast: boolean }): boolean {
    if (this.#records.length > 0) return true
    const sinceSavedMs = performance.now() - this.#savedMs
    const hasNews = this.#hasProgress || this.#changes.size > 0
    return (hasNews && (isLast || sinceSavedMs > SAVE_INTERVAL_MS)) || sinceSavedMs > KEEP_INTERVAL_MS
  }

  get batch(): Batch {
    return {
      records: this.#records,
      state: stateRecords(this.#state, this.#changes),
      offsets: [...this.#offsets.values()],
    }
  }

  /** The batch is written. @returns how long its first event was here; ms */
  written(): number {
    const nowMs = performance.now()
    const latencyMs = nowMs - (this.#sinceMs ?? nowMs)
    this.#records = []
    this.#changes.clear()
    this.#hasProgress = false
    this.#sinceMs = null
    this.#savedMs = nowMs
    return latencyMs
  }
}
