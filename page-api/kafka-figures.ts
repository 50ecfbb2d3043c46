import type { LatencyFigures } from '../metrics/index.js'
import type { ConnectionState, ManagedPublisher } from '../plugin/host.js'
import type { PageStream } from './page-stream.js'
import type { KafkaFigures } from './schemas.js'

const EVERY_MS = 1000
/** From the best to the worst. */
const STATES: readonly ConnectionState[] = ['READY', 'CONNECTING', 'SHUTDOWN', 'TRANSIENT_FAILURE']

export interface KafkaSubject {
  publishers: readonly ManagedPublisher[]
  /** The setting enableKafka. */
  enabled: boolean
  pluginLoaded: boolean
  latency: () => LatencyFigures | null
  feed: {
    readonly topics: readonly string[]
    readonly reading: boolean
    /** Partitions that cannot be read back; none where not given. */
    readonly unreadable?: KafkaFigures['unreadable']
  }
}

/** All producers as one. */
export function kafkaFigures({ publishers, latency, feed, ...rest }: KafkaSubject): KafkaFigures {
  const stats = publishers.map((publisher) => publisher.stats())
  const sum = (key: 'queued' | 'queuedBytes' | 'delivered' | 'failed'): number =>
    stats.reduce((total, each) => total + each[key], 0)
  const states = publishers.map(({ connectionState }) => STATES.indexOf(connectionState))
  return {
    ...rest,
    connectionState: STATES[Math.max(...states, -1)] ?? 'SHUTDOWN',
    endpoint: publishers.map(({ endpoint }) => endpoint).join(','),
    queued: sum('queued'),
    queuedBytes: sum('queuedBytes'),
    delivered: sum('delivered'),
    failed: sum('failed'),
    stuckTopics: stats.flatMap(({ stuckTopics }) => [...(stuckTopics ?? [])]),
    throttledMs: stats.find(({ throttledMs }) => throttledMs !== undefined)?.throttledMs ?? null,
    lastError: stats.findLast(({ lastError }) => lastError !== null)?.lastError ?? null,
    latency: latency(),
    topics: [...feed.topics],
    reading: feed.reading,
    unreadable: [...(feed.unreadable ?? [])],
  }
}

/** Tells the page each second, where something is new. @returns ends it */
export function tellFigures(figures: () => KafkaFigures, stream: PageStream): () => void {
  let told = ''
  const timer = setInterval(() => {
    if (stream.listeners === 0) return
    const now = figures()
    const text = JSON.stringify(now)
    if (text === told) return
    told = text
    stream.publishFleeting('kafka', now)
  }, EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}
