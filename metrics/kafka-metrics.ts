import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { EventWriterStats } from '../events/index.js'
import type { ConnectionState, ManagedPublisher } from '../plugin/host.js'

const CONNECTION_STATES: readonly ConnectionState[] = ['READY', 'CONNECTING', 'TRANSIENT_FAILURE', 'SHUTDOWN']

export interface KafkaSources {
  publishers(): readonly Pick<ManagedPublisher, 'endpoint' | 'connectionState' | 'stats'>[]
  /** Null where no events are written. */
  events(): EventWriterStats | null
}

/** A record came to its end: `error` is null where it was delivered. */
export type RecordListener = (settled: { topic: string; latencyMs: number; error: Error | null }) => void

/** Records, queues and brokers. */
export function kafkaMetrics(registry: Registry, { publishers, events }: KafkaSources): RecordListener {
  const registers = [registry]
  const records = new Counter({
    name: 'aliecs_kafka_records_total',
    help: 'Records by topic and by what became of them (delivered, failed).',
    labelNames: ['topic', 'result'],
    registers,
  })
  const latency = new Histogram({
    name: 'aliecs_kafka_delivery_duration_seconds',
    help: 'From publishing a record to its acknowledgement.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 30, 300],
    registers,
  })
  const perPublisher = (name: string, help: string, figure: (stats: Stats) => number): void => {
    new Gauge({
      name,
      help,
      labelNames: ['endpoint'],
      registers,
      collect() {
        for (const publisher of publishers()) {
          this.set({ endpoint: publisher.endpoint }, figure(publisher.stats()))
        }
      },
    })
  }
  perPublisher('aliecs_kafka_queue_records', 'Records that wait for the broker.', ({ queued }) => queued)
  perPublisher(
    'aliecs_kafka_queue_bytes',
    'Bytes of records that wait for the broker.',
    ({ queuedBytes }) => queuedBytes,
  )
  new Gauge({
    name: 'aliecs_kafka_connection_state',
    help: 'The connection to the brokers: 1 for the state that it is in.',
    labelNames: ['endpoint', 'state'],
    registers,
    collect() {
      for (const { endpoint, connectionState } of publishers()) {
        for (const state of CONNECTION_STATES)
          this.set({ endpoint, state }, state === connectionState ? 1 : 0)
      }
    },
  })
  new Gauge({
    name: 'aliecs_kafka_topic_stuck_seconds',
    help: 'Time since when a topic takes no records although brokers answer, with the reason; absent for all other topics.',
    labelNames: ['endpoint', 'topic', 'reason'],
    registers,
    collect() {
      this.reset()
      for (const { endpoint, stats } of publishers().map((each) => ({
        endpoint: each.endpoint,
        stats: each.stats(),
      }))) {
        for (const { topic, reason, sinceMs } of stats.stuckTopics ?? []) {
          this.set({ endpoint, topic, reason }, (Date.now() - sinceMs) / 1000)
        }
      }
    },
  })
  perPublisher(
    'aliecs_kafka_throttle_seconds',
    'Time for which the broker throttles each request of this producer; 0 while it does not.',
    ({ throttledMs }) => (throttledMs ?? 0) / 1000,
  )
  perStart(registry, 'aliecs_events_written_total', "The core's own events.", () => events()?.written ?? 0)
  perStart(
    registry,
    'aliecs_events_lost_total',
    "The core's own events that were never delivered.",
    () => events()?.lost ?? 0,
  )
  return ({ topic, latencyMs, error }) => {
    records.inc({ topic, result: error === null ? 'delivered' : 'failed' })
    if (error === null) latency.observe(latencyMs / 1000)
  }
}

type Stats = ReturnType<ManagedPublisher['stats']>

/** A counter that is kept elsewhere. */
function perStart(registry: Registry, name: string, help: string, value: () => number): void {
  new Counter({
    name,
    help,
    registers: [registry],
    collect() {
      this.reset()
      this.inc(value())
    },
  })
}
