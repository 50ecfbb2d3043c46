import type { Publisher, PublishRecord, PublishResult } from '../plugin/host.js'

/** Takes what the plugin publishes, in order, until somebody fetches it. */
export class Outbox implements Publisher {
  #records: PublishRecord[] = []

  publish(records: PublishRecord[]): Promise<PublishResult> {
    this.#records.push(...records)
    return Promise.resolve({ status: 'delivered' })
  }

  take(): PublishRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }
}
