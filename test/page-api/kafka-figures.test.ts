import { expect, it } from 'vitest'
import { kafkaFigures } from '../../page-api/index.js'
import type { ManagedPublisher, PublisherStats } from '../../plugin/host.js'

const STATS: PublisherStats = { queued: 1, queuedBytes: 2, delivered: 3, failed: 0, lastError: null }
const STUCK = { topic: 't', sinceMs: 1000, reason: 'no leader', queued: 1 }

function publisher(more: Partial<PublisherStats>): ManagedPublisher {
  return {
    endpoint: 'b:1',
    connectionState: 'READY',
    connectionError: null,
    stats: () => ({ ...STATS, ...more }),
    publish: async () => ({ status: 'delivered' }),
    close: async () => [],
  }
}

const figures = (publishers: ManagedPublisher[]) =>
  kafkaFigures({
    publishers,
    enabled: true,
    pluginLoaded: true,
    latency: () => null,
    feed: { topics: [], reading: true, unreadable: [] },
  })

it('names the stuck topics of all publishers, and the throttling', () => {
  const other = { ...STUCK, topic: 'u' }
  expect(
    figures([publisher({ stuckTopics: [STUCK], throttledMs: 1500 }), publisher({ stuckTopics: [other] })]),
  ).toMatchObject({ connectionState: 'READY', queued: 2, stuckTopics: [STUCK, other], throttledMs: 1500 })
})

it('has none while every topic takes records', () => {
  expect(figures([publisher({})])).toMatchObject({ stuckTopics: [], throttledMs: null })
})
