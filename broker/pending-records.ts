import type { AliecsError } from '../errors.js'
import type { PublishRecord, PublishResult } from '../plugin/host.js'
import type { Deadlines, Waiting } from './deadlines.js'

/** A record that the broker has not acknowledged. */
export interface PendingRecord {
  /** Counts up in the order of publishing. */
  seq: number
  record: PublishRecord
  bytes: number
  /** When it was taken, by performance.now(). */
  sinceMs: number
  call: PublishCall
  /** When librdkafka took it and stamped it, ms since the Unix epoch; 0 before that. */
  sentMs: number
}

/** Share of the queue, in records and in bytes, that the records of bulk topics may take. */
const BULK_SHARE = 0.75

/**
 * All records that are not acknowledged, in order, with a bound on their number and size, and a reserve that the records of
 * bulk topics cannot take.
 */
export class PendingRecords {
  readonly #records = new Map<number, PendingRecord>()
  readonly #limits: QueueSize
  readonly #bulkLimits: QueueSize
  readonly #bulkTopics: ReadonlySet<string>
  readonly #bulk: QueueSize = { messages: 0, bytes: 0 }
  #bytes = 0
  #nextSeq = 1

  constructor(maxMessages: number, maxBytes: number, bulkTopics: readonly string[] = []) {
    this.#limits = { messages: maxMessages, bytes: maxBytes }
    this.#bulkLimits = {
      messages: Math.ceil(maxMessages * BULK_SHARE),
      bytes: Math.ceil(maxBytes * BULK_SHARE),
    }
    this.#bulkTopics = new Set(bulkTopics)
  }

  get size(): number {
    return this.#records.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** What stands against taking all of them; null if they fit. */
  refusal(records: readonly PublishRecord[]): string | null {
    const present = { messages: this.size, bytes: this.#bytes }
    const full = overflow(present, totalOf(records), this.#limits)
    if (full !== null) return `${full} wait`
    const bulk = records.filter(({ topic }) => this.#bulkTopics.has(topic))
    if (bulk.length === 0) return null
    const bulkFull = overflow(this.#bulk, totalOf(bulk), this.#bulkLimits)
    return bulkFull === null
      ? null
      : `${bulkFull} of bulk topics wait, and the rest is the reserve of the other topics`
  }

  add(record: PublishRecord, call: PublishCall): PendingRecord {
    const pending = {
      seq: this.#nextSeq++,
      record,
      bytes: sizeOf(record),
      sinceMs: performance.now(),
      call,
      sentMs: 0,
    }
    this.#records.set(pending.seq, pending)
    this.#bytes += pending.bytes
    this.#countBulk(pending, 1)
    return pending
  }

  get(seq: number): PendingRecord | undefined {
    return this.#records.get(seq)
  }

  delete(pending: PendingRecord): void {
    if (!this.#records.delete(pending.seq)) return
    this.#bytes -= pending.bytes
    this.#countBulk(pending, -1)
  }

  /** In order. */
  all(): PendingRecord[] {
    return [...this.#records.values()]
  }

  #countBulk({ record, bytes }: PendingRecord, sign: 1 | -1): void {
    if (!this.#bulkTopics.has(record.topic)) return
    this.#bulk.messages += sign
    this.#bulk.bytes += sign * bytes
  }
}

interface QueueSize {
  messages: number
  bytes: number
}

function totalOf(records: readonly PublishRecord[]): QueueSize {
  return { messages: records.length, bytes: records.reduce((sum, record) => sum + sizeOf(record), 0) }
}

/** The bound that is reached; null if the records fit. */
function overflow(present: QueueSize, more: QueueSize, limits: QueueSize): string | null {
  if (present.messages + more.messages > limits.messages)
    return `${present.messages} of ${limits.messages} records`
  if (present.bytes + more.bytes > limits.bytes) return `${present.bytes} of ${limits.bytes} bytes`
  return null
}

/** How many there are of each topic. */
export function countByTopic(records: readonly PendingRecord[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const { record } of records) counts.set(record.topic, (counts.get(record.topic) ?? 0) + 1)
  return Object.fromEntries(counts)
}

function sizeOf({ topic, key, value }: PublishRecord): number {
  return topic.length + Buffer.byteLength(key ?? '') + value.byteLength
}

/** One call of `publish`: resolves once, when all its records are settled or when waiting makes no sense any more. */
export class PublishCall implements Waiting {
  readonly result: Promise<PublishResult>
  #open: number
  #failure: AliecsError | null = null
  #resolve!: (result: PublishResult) => void
  #deadlines: Deadlines | undefined
  #timeoutMs = 0
  #onTimeout: (() => AliecsError) | undefined
  #answered = false

  constructor(recordCount: number) {
    this.#open = recordCount
    this.result = new Promise((resolve) => {
      this.#resolve = resolve
    })
    if (recordCount === 0) this.#answer({ status: 'delivered' })
  }

  get answered(): boolean {
    return this.#answered
  }

  /** One record came to its end. */
  settle(failure: AliecsError | null): void {
    this.#open--
    this.#failure ??= failure
    if (this.#open > 0) return
    this.#answer(this.#failure ? { status: 'failed', error: this.#failure } : { status: 'delivered' })
  }

  /** The caller is answered, the records stay. A record that failed already counts for more. */
  giveBack(error: AliecsError): void {
    this.#answer(this.#failure ? { status: 'failed', error: this.#failure } : { status: 'queued', error })
  }

  /** @param onTimeout makes the error to answer with */
  limit(deadlines: Deadlines, timeoutMs: number, onTimeout: () => AliecsError): void {
    if (this.#answered) return
    this.#deadlines = deadlines
    this.#timeoutMs = timeoutMs
    this.#onTimeout = onTimeout
    deadlines.add(this, timeoutMs)
  }

  expire(): void {
    if (this.#onTimeout) this.giveBack(this.#onTimeout())
  }

  #answer(result: PublishResult): void {
    if (this.#answered) return
    this.#answered = true
    this.#deadlines?.remove(this, this.#timeoutMs)
    this.#resolve(result)
  }
}
