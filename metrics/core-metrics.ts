import { Counter, collectDefaultMetrics, Registry } from 'prom-client'
import type { EnvironmentObserver } from '../core/observer.js'
import type { EventWriter } from '../events/index.js'
import type { ManagedPublisher } from '../plugin/host.js'
import { environmentMetrics } from './environment-metrics.js'
import { kafkaMetrics, type RecordListener } from './kafka-metrics.js'
import { type LatencyFigures, LatencyWindow } from './latency.js'

/** What the figures are of; a core has it once it is started. */
export interface MetricsSubject {
  manager: { environments: readonly { state: string }[] }
  publishers: readonly Pick<ManagedPublisher, 'endpoint' | 'connectionState' | 'stats'>[]
  events: Pick<EventWriter, 'stats'> | null
}

/** Figures of one core and of this process, in Prometheus' text format. */
export class CoreMetrics {
  readonly #registry = new Registry()
  readonly #latency = new LatencyWindow()
  #subject: MetricsSubject | null = null
  /** To be told of everything that happens. */
  readonly observer: EnvironmentObserver
  /** To be told of the end of every record. */
  readonly onSettled: RecordListener
  /** Counts a connection to the page's port that sent no HTTP. */
  readonly onMalformedRequest: () => void

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
    this.observer = environmentMetrics(
      this.#registry,
      () => this.#subject?.manager.environments.map(({ state }) => state) ?? [],
    )
    const count = kafkaMetrics(this.#registry, {
      publishers: () => this.#subject?.publishers ?? [],
      events: () => this.#subject?.events?.stats() ?? null,
    })
    const malformed = new Counter({
      name: 'aliecs_page_malformed_requests_total',
      help: "Connections to the page's port that sent no HTTP",
      registers: [this.#registry],
    })
    this.onMalformedRequest = () => malformed.inc()
    this.onSettled = (settled) => {
      count(settled)
      if (settled.error === null) this.#latency.add(settled.latencyMs)
    }
  }

  /** From here on what can only be asked for is asked of it. */
  follow(subject: MetricsSubject): void {
    this.#subject = subject
  }

  latency(): LatencyFigures | null {
    return this.#latency.figures()
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  text(): Promise<string> {
    return this.#registry.metrics()
  }
}
