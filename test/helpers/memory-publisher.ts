import type { Publisher, PublishRecord, PublishResult } from '../../plugin/host.js'

/** Keeps what is published; `answer` says what becomes of it. */
export class MemoryPublisher implements Publisher {
  readonly records: PublishRecord[] = []
  readonly timeouts: number[] = []
  answer: PublishResult = { status: 'delivered' }

  publish(records: PublishRecord[], options: { timeoutMs: number }): Promise<PublishResult> {
    this.records.push(...records)
    this.timeouts.push(options.timeoutMs)
    return Promise.resolve(this.answer)
  }

  /** What came since the last time. */
  take(): PublishRecord[] {
    return this.records.splice(0)
  }
}
