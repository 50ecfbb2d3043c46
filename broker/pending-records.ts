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

/** All records that are not acknowledged, in order, with a bound on their number and size. */
export class PendingRecords {
  readonly #records = new Map<number, PendingRecord>()
  readonly #maxMessages: number
  readonly #maxBytes: number
  #bytes = 0
  #nextSeq = 1

  constructor(maxMessages: number, maxBytes: number) {
    this.#maxMessages = maxMessages
    this.#maxBytes = maxBytes
  }

  get size(): number {
    return this.#records.size
  }

  get bytes(): number {
    return this.#bytes
  }

  /** What stands against taking all of them; null if they fit. */
  refusal(records: readonly PublishRecord[]): string | null {
    if (this.size + records.length > this.#maxMessages)
      return `${this.size} of ${this.#maxMessages} records wait`
    const bytes = records.reduce((sum, record) => sum + sizeOf(record), 0)
    if (this.#bytes + bytes > this.#maxBytes) return `${this.#bytes} of ${this.#maxBytes} bytes wait`
    return null
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
    return pending
  }

  get(seq: number): PendingRecord | undefined {
    return this.#records.get(seq)
  }

  delete(pending: PendingRecord): void {
    if (this.#records.delete(pending.seq)) this.#bytes -= pending.bytes
  }

  /** In order. */
  all(): PendingRecord[] {
    return [...this.#records.values()]
  }
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
