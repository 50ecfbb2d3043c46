import { Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { AttachCounters } from './attached-core.js'

/** How the service is: `standby` waits for the lock, which another instance holds. */
export type AttachStatus = 'connecting' | 'standby' | 'catching-up' | 'following' | 'stopped'

const STATUSES: readonly AttachStatus[] = ['connecting', 'standby', 'catching-up', 'following', 'stopped']

const HELP: Readonly<Record<keyof AttachCounters, string>> = {
  reordered: 'events that came out of order and were put back in their place',
  gaps: 'places where at least one event never came',
  dropped: 'events that came twice, or too late',
  late: 'messages made from a later event, because that of their own moment never came',
  incomplete: 'messages that lack a field, because the event that has it never came',
  missed: 'transitions of which no event came',
  listRepairs: 'entries of the running list that later events showed to be wrong',
  strangers: 'environments whose beginning was not seen',
  inexact: 'states whose time is that of their event, because the core of --core did not tell its own',
  orphans: 'environments that were there when their core was started anew',
}

/** Of one process, over all its sessions; for Prometheus. */
export class AttachFigures {
  readonly registry = new Registry()
  readonly #shares = new Map<string, ShareFigures>()
  #status: AttachStatus = 'connecting'
  #reason: string | null = null
  readonly #events = new Counter({
    name: 'aliecs_attach_events_total',
    help: 'Records read, by topic',
    labelNames: ['topic'],
    registers: [this.registry],
  })
  readonly #undecodable = new Counter({
    name: 'aliecs_attach_undecodable_total',
    help: 'Records that are no events.Event, left out',
    labelNames: ['topic'],
    registers: [this.registry],
  })
  readonly #records = new Counter({
    name: 'aliecs_attach_records_total',
    help: 'Legacy records written, by topic',
    labelNames: ['topic'],
    registers: [this.registry],
  })
  readonly #latency = new Histogram({
    name: 'aliecs_attach_latency_seconds',
    help: "From an event's arrival to its legacy records being readable",
    buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5],
    registers: [this.registry],
  })
  readonly #failures = new Counter({
    name: 'aliecs_attach_session_failures_total',
    help: 'Times that the work was begun anew after an error',
    registers: [this.registry],
  })
  readonly #faults = new Counter({
    name: 'aliecs_attach_source_faults_total',
    help: `What the events lacked: ${Object.entries(HELP)
      .map(([kind, text]) => `${kind}: ${text}`)
      .join('; ')}`,
    labelNames: ['kind'],
    registers: [this.registry],
  })

  constructor() {
    for (const kind of Object.keys(HELP)) this.#faults.inc({ kind }, 0)
    const gauge = (name: string, help: string, value: (share: ShareFigures) => number): void => {
      const shares = this.#shares
      new Gauge({
        name,
        help,
        labelNames: ['share'],
        registers: [this.registry],
        collect() {
          this.reset()
          for (const [share, figures] of shares) this.set({ share }, value(figures))
        },
      })
    }
    gauge(
      'aliecs_attach_environments',
      'Environments that are known, by share',
      (share) => share.environments,
    )
    gauge('aliecs_attach_running', 'Environments in the running list, by share', (share) => share.running)
    const status = new Gauge({
      name: 'aliecs_attach_status',
      help: 'What this instance does: 1 for one of them',
      labelNames: ['status'],
      registers: [this.registry],
      collect: () => {
        for (const name of STATUSES) status.set({ status: name }, name === this.status ? 1 : 0)
      },
    })
  }

  read(topic: string): void {
    this.#events.inc({ topic })
  }

  undecodable(topic: string): void {
    this.#undecodable.inc({ topic })
  }

  written(topics: readonly string[], latencySeconds: number): void {
    for (const topic of topics) this.#records.inc({ topic })
    if (topics.length > 0) this.#latency.observe(latencySeconds)
  }

  /** Counts a session that ended with an error. */
  failed(reason: string): void {
    this.#failures.inc()
    this.#reason = reason
  }

  /** Reason of the latest failure, while no session works again; null otherwise. */
  get reason(): string | null {
    return this.status === 'connecting' ? this.#reason : null
  }

  /** Of all that this instance does; the share that is least far decides. */
  get status(): AttachStatus {
    const shares = [...this.#shares.values()]
    if (shares.length === 0) return this.#status
    return shares.every(({ isFollowing }) => isFollowing) ? 'following' : 'catching-up'
  }

  /** Of an instance that has no share. */
  set status(status: AttachStatus) {
    this.#status = status
  }

  /** That this instance has at present. */
  get shareCount(): number {
    return this.#shares.size
  }

  shareBegins(share: string): ShareFigures {
    const figures = new ShareFigures((kind, count) => this.#faults.inc({ kind }, count))
    this.#shares.set(share, figures)
    return figures
  }

  shareEnds(share: string): void {
    this.#shares.delete(share)
  }
}

/** Of one share, from when this instance was given it. */
export class ShareFigures {
  isFollowing = false
  environments = 0
  running = 0
  readonly #onFaults: (kind: string, count: number) => void
  #counted: Partial<AttachCounters> = {}

  constructor(onFaults: (kind: string, count: number) => void) {
    this.#onFaults = onFaults
  }

  /** @param counters since the share began */
  faults(counters: Partial<AttachCounters>): void {
    for (const [kind, count] of Object.entries(counters) as [keyof AttachCounters, number][]) {
      const before = this.#counted[kind] ?? 0
      if (count > before) this.#onFaults(kind, count - before)
    }
    this.#counted = { ...counters }
  }
}
