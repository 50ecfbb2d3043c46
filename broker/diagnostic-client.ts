import type { ClientOptions, TopicMetadata } from './native.js'
import { NativeProducer } from './native-producer.js'

const CONNECT_TIMEOUT_MS = 2000
const DISCONNECT_TIMEOUT_MS = 2000
const SILENT = { delivered: () => {}, error: () => {} }

/**
 * Asks brokers for metadata over connections of its own. A broker answers one request of a connection after another: while a
 * produce request waits for replicas, the producer's own connection answers nothing.
 */
export class DiagnosticClient {
  readonly #options: ClientOptions
  #client: Promise<NativeProducer> | null = null

  /** @param options of the producer */
  constructor(options: ClientOptions) {
    const { debug: _, ...rest } = options
    this.#options = { ...rest, 'enable.idempotence': false }
  }

  /** @throws AliecsError KFK_BROKER_DOWN */
  async metadata(timeoutMs: number): Promise<TopicMetadata[]> {
    this.#client ??= this.#connect()
    const client = await this.#client
    return client.metadataOfAll(timeoutMs)
  }

  /** Closes the connections; the next request opens new ones. */
  async release(): Promise<void> {
    const client = await this.#client?.catch(() => null)
    this.#client = null
    await client?.disconnect(DISCONNECT_TIMEOUT_MS)
  }

  async #connect(): Promise<NativeProducer> {
    const client = new NativeProducer(this.#options, {}, SILENT)
    try {
      await client.connect(CONNECT_TIMEOUT_MS)
      return client
    } catch (error) {
      this.#client = null
      await client.disconnect(DISCONNECT_TIMEOUT_MS)
      throw error
    }
  }
}
