import type {
  ConnectionState,
  ManagedPublisher,
  PublisherStats,
  PublishRecord,
  PublishResult,
  Undelivered,
} from '../../plugin/host.js'

/** Remembers what it is given, and hands it on. */
export class RecordingPublisher implements ManagedPublisher {
  readonly records: PublishRecord[] = []
  readonly #next: ManagedPublisher

  constructor(next: ManagedPublisher) {
    this.#next = next
  }

  get endpoint(): string {
    return this.#next.endpoint
  }

  get connectionState(): ConnectionState {
    return this.#next.connectionState
  }

  get connectionError(): string | null {
    return this.#next.connectionError
  }

  publish(records: PublishRecord[], options: { timeoutMs: number }): Promise<PublishResult> {
    this.records.push(...records)
    return this.#next.publish(records, options)
  }

  stats(): PublisherStats {
    return this.#next.stats()
  }

  close(timeoutMs: number): Promise<Undelivered[]> {
    return this.#next.close(timeoutMs)
  }
}
