import type { DiagnosticClient } from './diagnostic-client.js'
import type { TopicHealth } from './topic-health.js'

const INTERVAL_MS = 1000
const METADATA_TIMEOUT_MS = 2000

/** Asks for the metadata of all topics while one of them is in trouble, and not otherwise. */
export class TopicWatch {
  readonly #client: DiagnosticClient
  readonly #health: TopicHealth
  #timer: NodeJS.Timeout | undefined
  #isAsking = false
  #isClosed = false

  constructor(client: DiagnosticClient, health: TopicHealth) {
    this.#client = client
    this.#health = health
  }

  /** Checks now if there is something to check, and again until there is nothing. */
  wake(): void {
    if (this.#timer === undefined && !this.#isAsking && !this.#isClosed && this.#health.needsCheck)
      void this.#check()
  }

  async close(): Promise<void> {
    this.#isClosed = true
    clearTimeout(this.#timer)
    await this.#client.release()
  }

  async #check(): Promise<void> {
    this.#isAsking = true
    try {
      const topics = await this.#client.metadata(METADATA_TIMEOUT_MS)
      if (!this.#isClosed) this.#health.observe(topics)
    } catch {
      // The connection has a health of its own; the next check asks again.
    }
    this.#isAsking = false
    if (this.#isClosed || !this.#health.needsCheck) {
      await this.#client.release()
      return
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.wake()
    }, INTERVAL_MS)
  }
}
