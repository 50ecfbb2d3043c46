import { AliecsError } from '../errors.js'
import { explainCertificate } from './certificate-check.js'
import { type ConnectionCause, causeOf, causeOfFailure, type LogEvent } from './connection-cause.js'
import { failureOf } from './failure-line.js'
import type { AdvertisedBroker, ClientOptions } from './native.js'

/**
 * Age after which a reason counts as gone. librdkafka connects again within a second, and logs an unchanged reason
 * every 30 s.
 */
const FRESH_MS = 45_000

/** Reasons of the failed connections of one client, and of the clients that replace it. */
export class ConnectionFailures {
  readonly #options: ClientOptions
  readonly #causes = new Map<string, { cause: ConnectionCause; atMs: number }>()
  readonly #checks = new Map<string, Promise<void>>()
  readonly #explainCertificate: typeof explainCertificate

  /** @param options of the client */
  constructor(options: ClientOptions, check = explainCertificate) {
    this.#options = options
    this.#explainCertificate = check
  }

  /** Takes a log event; returns the reason in it, if it is about a failed connection. */
  observe(event: LogEvent): ConnectionCause | null {
    return this.#add(causeOf(event, this.#options))
  }

  /** Takes the error of a connection that Node.js tried. */
  observeRefusal(broker: AdvertisedBroker, error: NodeJS.ErrnoException): void {
    this.#add(causeOfFailure(failureOf(broker, error), this.#options))
  }

  #add(cause: ConnectionCause | null): ConnectionCause | null {
    if (cause === null) return null
    const { broker, kind } = cause
    const earlier = this.#causes.get(broker)?.cause
    const kept = kind === 'certificate' && earlier?.kind === 'certificate' ? earlier : cause
    this.#causes.set(broker, { cause: kept, atMs: performance.now() })
    if (kind === 'certificate' && kept === cause) this.#checkCertificate(cause)
    return kept
  }

  /** Reasons that still count, oldest first. */
  get causes(): ConnectionCause[] {
    const oldest = performance.now() - FRESH_MS
    return [...this.#causes.values()].filter(({ atMs }) => atMs > oldest).map(({ cause }) => cause)
  }

  /** All reasons in one text; null where there is none. */
  get text(): string | null {
    const texts = [...new Set(this.causes.map(({ text }) => text))]
    return texts.length === 0 ? null : texts.join('; ')
  }

  /** Forgets the reasons: of all brokers, or of these `host:port`. */
  clear(brokers: Iterable<string> = [...this.#causes.keys()]): void {
    for (const broker of brokers) this.#causes.delete(broker)
  }

  /** A broker answered a request: the bootstrap addresses work. */
  answered(): void {
    this.clear(this.causes.filter(({ nodeId }) => nodeId === null).map(({ broker }) => broker))
  }

  /** Puts the reason in place of librdkafka's words for "no connection"; other errors stay as they are. */
  explain(error: AliecsError): AliecsError {
    const { text } = this
    if (error.code !== 'KFK_BROKER_DOWN' || text === null) return error
    return new AliecsError(error.code, text, { cause: error.cause })
  }

  /** The same, after the checks that are under way, two seconds at most. */
  async explained(error: AliecsError): Promise<AliecsError> {
    if (error.code === 'KFK_BROKER_DOWN') await Promise.all(this.#checks.values())
    return this.explain(error)
  }

  #checkCertificate(cause: ConnectionCause): void {
    const { broker } = cause
    if (this.#checks.has(broker)) return
    const check = this.#explainCertificate(broker).then((text) => {
      this.#checks.delete(broker)
      const known = this.#causes.get(broker)
      if (text !== null && known?.cause === cause) known.cause = { ...cause, text }
    })
    this.#checks.set(broker, check)
  }
}
