import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError } from '../errors.js'
import type { ConnectionState, Logger } from '../plugin/host.js'
import { isIsolated, recheckAdvertised } from './advertised-brokers.js'
import { ConnectionFailures } from './connection-failures.js'
import { DiagnosticClient } from './diagnostic-client.js'
import { isProducerLost, LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import type { ClientOptions, TopicMetadata } from './native.js'
import { NativeProducer } from './native-producer.js'
import { Poller } from './poller.js'
import type { ProduceRefusal } from './produce-refusal.js'
import { Throttle } from './throttle.js'

const CONNECT_TIMEOUT_MS = 2000
const PROBE_TIMEOUT_MS = 1000
/** A lost connection counts as no connection only after this long: an idle one that the broker closed is back at once. */
const SUSPICION_MS = 300
const RETRY_DELAYS_MS = [100, 200, 500, 1000]
const PROBE_INTERVAL_MS = 250
const DISCONNECT_TIMEOUT_MS = 2000
const LAST_REPORTS_MS = 2000

export interface BrokerLinkEvents {
  /** A producer is connected, with what the brokers said of their topics; also after `lost`. */
  connected(topics: TopicMetadata[]): void
  /** No broker answers: whoever waits need not wait longer. */
  down(error: AliecsError): void
  /** The producer was given up after a fatal error; what it had not delivered is to go to the next one, `connected`. */
  lost(): void
  delivered(seq: number, error: AliecsError | null, partition: number | null): void
  /** A broker refused a produce request, which is retried. */
  refused(refusal: ProduceRefusal): void
}

interface DeliveryReport {
  seq: number
  error: AliecsError | null
  partition: number | null
}

/**
 * One producer that is connected, or on its way: connects, makes a new producer where librdkafka wants one, and knows
 * whether a broker answers. States: CONNECTING → READY ⇄ CONNECTING → TRANSIENT_FAILURE → READY; any → SHUTDOWN.
 */
export class BrokerLink {
  readonly #endpoint: string
  readonly #options: { global: ClientOptions; topic: ClientOptions }
  readonly #events: BrokerLinkEvents
  readonly #logger: Logger
  readonly #stop = new AbortController()
  #state: ConnectionState = 'CONNECTING'
  #producer: NativeProducer | null = null
  /** Given up, and still to say what it delivered. */
  #retiring: NativeProducer | null = null
  #poller: Poller | null = null
  #suspicion: NodeJS.Timeout | undefined
  #downSince: number | null = null
  #probing = false
  #lastError: AliecsError | null = null
  readonly #failures: ConnectionFailures
  readonly #throttle: Throttle
  readonly #diagnostics: DiagnosticClient
  /** The connection is open, but a call got no answer in time. */
  #isSilent = false
  /** Reason of the present outage; librdkafka's later events have none. */
  #reason: string | null = null
  /** Reasons of the present outage that are logged. */
  readonly #logged = new Set<string>()
  #connecting: Promise<void>

  constructor(
    endpoint: string,
    options: { global: ClientOptions; topic: ClientOptions },
    events: BrokerLinkEvents,
    logger: Logger,
  ) {
    this.#endpoint = endpoint
    this.#options = options
    this.#events = events
    this.#logger = logger
    this.#failures = new ConnectionFailures(options.global)
    this.#throttle = new Throttle(logger)
    this.#diagnostics = new DiagnosticClient(options.global)
    this.#connecting = this.#connect()
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** Null until the first connection, and between a fatal error and the next one. */
  get producer(): NativeProducer | null {
    return this.#producer
  }

  /** Reasons of the connections that fail now; null where all work. A broker may be among them while others answer. */
  get connectionProblems(): string | null {
    return this.#failures.text
  }

  /** Reason why no broker answers. */
  get downError(): AliecsError {
    if (this.#lastError?.code === 'KFK_CLIENT_OPTION') {
      const message = `the Kafka client does not start with its options: ${this.#lastError.message}`
      return new AliecsError('KFK_CLIENT_OPTION', message, { cause: this.#lastError })
    }
    const text = this.#failures.text ?? this.#reason ?? this.#lastError?.message
    const reason = text === undefined ? '' : `: ${text}`
    const message = `no broker of ${this.#endpoint} can be reached${reason}`
    return new AliecsError('KFK_BROKER_DOWN', message, { cause: this.#lastError ?? undefined })
  }

  /** The producer said when it was given a record that it is lost. */
  fatal(error: AliecsError): void {
    if (this.#producer) this.#lose(this.#producer, error)
  }

  /** Something was given to the producer. */
  sent(): void {
    this.#poller?.wake()
  }

  /** No answer came in time: checks whether a broker answers, unless one throttles, which delays every answer. */
  doubt(): void {
    if (this.#state !== 'READY' || this.throttledMs !== null) return
    this.#isSilent = true
    this.#suspect()
  }

  /** Time for which the broker throttles each request; null while it does not. */
  get throttledMs(): number | null {
    return this.#throttle.timeMs
  }

  async close(): Promise<void> {
    this.#state = 'SHUTDOWN'
    this.#stop.abort()
    clearTimeout(this.#suspicion)
    this.#poller?.stop()
    const producer = this.#producer
    this.#producer = null
    await Promise.all([producer?.disconnect(DISCONNECT_TIMEOUT_MS), this.#diagnostics.release()])
    await this.#connecting
  }

  async #connect(): Promise<void> {
    for (let attempt = 0; !this.#stop.signal.aborted; attempt++) {
      const topics = await this.#tryConnect()
      if (topics) {
        this.#alive(topics)
        return
      }
      await this.#pause(RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)] ?? 1000)
    }
  }

  /** A new producer for each attempt: connecting one twice doubles its delivery reports (node-rdkafka #1143). */
  async #tryConnect(): Promise<TopicMetadata[] | null> {
    let producer: NativeProducer | undefined
    let poller: Poller | undefined
    try {
      const events = {
        delivered: (seq: number, error: AliecsError | null, partition: number | null) =>
          this.#delivered(producer, { seq, error, partition }),
        refused: (refusal: ProduceRefusal) => {
          if (producer === this.#producer) this.#events.refused(refusal)
        },
        throttled: (timeMs: number, broker: string) => this.#throttle.observe(timeMs, broker),
        error: (error: AliecsError) => this.#failed(producer, error),
        failed: () => this.#connectionFailed(producer),
      }
      producer = new NativeProducer(this.#options.global, this.#options.topic, events, this.#failures)
      const candidate = producer
      poller = new Poller(candidate)
      const watch = setInterval(() => candidate.poll(), 50)
      try {
        const topics = await producer.connect(CONNECT_TIMEOUT_MS)
        if (this.#stop.signal.aborted) throw new AliecsError('KFK_CLOSED', 'closed while connecting')
        this.#producer = producer
        this.#poller = poller
        return topics
      } finally {
        clearInterval(watch)
      }
    } catch (error) {
      poller?.stop()
      await producer?.disconnect(DISCONNECT_TIMEOUT_MS)
      if (!this.#stop.signal.aborted) this.#down(error as AliecsError)
      return null
    }
  }

  #delivered(producer: NativeProducer | undefined, { seq, error, partition }: DeliveryReport): void {
    if (producer === this.#retiring && error === null) this.#events.delivered(seq, null, partition)
    if (!producer || producer !== this.#producer) return
    this.#poller?.wake()
    if (error === null && this.#state !== 'READY') {
      this.#failures.clear()
      this.#alive()
    }
    if (isProducerLost(error)) this.#lose(producer, error)
    else this.#events.delivered(seq, error, partition)
  }

  #failed(producer: NativeProducer | undefined, error: AliecsError): void {
    this.#lastError = error
    if (producer && producer === this.#producer && isProducerLost(error)) this.#lose(producer, error)
    else if (librdkafkaCode(error) === LIBRDKAFKA.ALL_BROKERS_DOWN) this.#suspect()
    else this.#logger.debug({ code: error.code }, error.message)
  }

  #connectionFailed(producer: NativeProducer | undefined): void {
    this.#reason = this.#failures.text
    if (this.#state === 'TRANSIENT_FAILURE') this.#warn()
    else if (producer === this.#producer && this.#isIsolated) this.#suspect()
  }

  /** Whether brokers answer whose advertised addresses all fail. */
  get #isIsolated(): boolean {
    return this.#producer !== null && isIsolated(this.#producer.advertised, this.#failures)
  }

  #suspect(): void {
    if (this.#state === 'READY') this.#state = 'CONNECTING'
    if (this.#state !== 'CONNECTING') return
    this.#suspicion ??= setTimeout(() => this.#down(this.#lastError), SUSPICION_MS)
    void this.#probe()
  }

  /** Asks until somebody answers; the answer counts, not the error. */
  async #probe(): Promise<void> {
    if (this.#probing || !this.#producer) return
    this.#probing = true
    while (this.#producer && this.#state !== 'READY' && this.#state !== 'SHUTDOWN') {
      try {
        await this.#answer(this.#producer)
        if (this.#producer) await recheckAdvertised(this.#producer.advertised, this.#failures)
        if (!this.#isIsolated) this.#alive()
      } catch {
        // The next round asks again.
      }
      if (this.state !== 'READY') await this.#pause(PROBE_INTERVAL_MS)
    }
    this.#probing = false
  }

  /** On a connection that is open, but silent, other connections may get an answer. */
  async #answer(producer: NativeProducer): Promise<void> {
    const own = producer.metadata(PROBE_TIMEOUT_MS)
    if (!this.#isSilent) {
      await own
      return
    }
    await Promise.any([own, this.#diagnostics.metadata(PROBE_TIMEOUT_MS)])
  }

  /** @param topics only after a new connection */
  #alive(topics?: TopicMetadata[]): void {
    if (this.#state === 'SHUTDOWN') return
    clearTimeout(this.#suspicion)
    this.#suspicion = undefined
    if (this.#downSince !== null) {
      const seconds = ((performance.now() - this.#downSince) / 1000).toFixed(1)
      const message = `Kafka at ${this.#endpoint} answers again, after ${seconds} s; what waits is on its way`
      this.#logger.warn({ endpoint: this.#endpoint }, message)
    } else if (topics) {
      this.#logger.info({ endpoint: this.#endpoint }, `connected to Kafka at ${this.#endpoint}`)
    }
    this.#downSince = null
    if (this.#isSilent) void this.#diagnostics.release()
    this.#isSilent = false
    this.#state = 'READY'
    this.#lastError = null
    this.#reason = null
    this.#logged.clear()
    if (topics) this.#events.connected(topics)
  }

  #down(error: AliecsError | null): void {
    clearTimeout(this.#suspicion)
    this.#suspicion = undefined
    if (this.#state === 'SHUTDOWN') return
    if (error) this.#lastError = error
    if (this.#state !== 'TRANSIENT_FAILURE') {
      this.#state = 'TRANSIENT_FAILURE'
      this.#downSince ??= performance.now()
      this.#warn({ isFirst: true })
    } else this.#warn()
    this.#events.down(this.downError)
    void this.#probe()
  }

  /** Logs an outage once, and again for a reason that is new in it. */
  #warn({ isFirst = false } = {}): void {
    const reasons = this.#failures.causes.map(({ text }) => text)
    const isNews = reasons.some((text) => !this.#logged.has(text))
    if (!isFirst && !isNews) return
    for (const text of reasons) this.#logged.add(text)
    this.#logger.warn({ endpoint: this.#endpoint }, `${this.downError.message}; records wait`)
    if (!isFirst) this.#events.down(this.downError)
  }

  #lose(producer: NativeProducer, error: AliecsError | null): void {
    const reason = error?.message ?? 'unknown'
    this.#logger.error(
      { code: error?.code },
      `a new Kafka producer takes over after a fatal error: ${reason}`,
    )
    this.#producer = null
    this.#retiring = producer
    this.#poller?.stop()
    this.#state = 'CONNECTING'
    this.#connecting = this.#replace(producer)
  }

  /** What the old producer got acknowledged must not be sent again: its last reports are waited for. */
  async #replace(producer: NativeProducer): Promise<void> {
    const end = performance.now() + LAST_REPORTS_MS
    while (producer.inFlight > 0 && performance.now() < end && !this.#stop.signal.aborted) {
      producer.poll()
      await this.#pause(5)
    }
    this.#retiring = null
    this.#events.lost()
    await Promise.all([producer.disconnect(DISCONNECT_TIMEOUT_MS), this.#connect()])
  }

  #pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => {})
  }
}
