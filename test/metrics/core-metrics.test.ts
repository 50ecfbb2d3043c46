import { expect, it } from 'vitest'
import { AliecsError } from '../../errors.js'
import { CoreMetrics } from '../../metrics/index.js'
import type { PublisherStats } from '../../plugin/host.js'
import { on, probedCore } from '../helpers/probed-core.js'

const stats: PublisherStats = { queued: 3, queuedBytes: 99, delivered: 1, failed: 1, lastError: null }
const publishers = [{ endpoint: 'b:1', connectionState: 'CONNECTING' as const, stats: () => stats }]

async function running() {
  const metrics = new CoreMetrics()
  const core = await probedCore(
    { good: ['Note', 'enter_CONFIGURED'], bad: ['Fail', 'enter_RUNNING', 'critical: false'] },
    { observers: [metrics.observer] },
  )
  const events = { stats: () => ({ written: 7, lost: 2, lastError: null, publisher: null }) }
  metrics.follow({ manager: core.manager, publishers, events })
  return { metrics, ...core }
}

it('counts transitions, hooks, environments, queues and brokers', async () => {
  const { metrics, manager } = await running()
  const { id } = await manager.create(on('flp-mft-1'))
  await manager.create(on('flp-its-1'))
  await manager.control(id, 'START_ACTIVITY')
  await manager.control(id, 'START_ACTIVITY') // not allowed: ERROR
  await expect(manager.create({ template: 't', userVars: { hosts: '["nowhere"]' } })).rejects.toThrow()
  const lines = (await metrics.text()).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'aliecs_transition_duration_seconds_count{transition="CONFIGURE",result="ok"} 2',
      'aliecs_transition_duration_seconds_count{transition="START_ACTIVITY",result="failed"} 1',
      'aliecs_hook_duration_seconds_count{function="probe.Note",trigger="enter_CONFIGURED",result="ok"} 2',
      'aliecs_hook_duration_seconds_count{function="probe.Fail",trigger="enter_RUNNING",result="failed"} 1',
      'aliecs_environment_creations_failed_total 1',
      'aliecs_environments{state="ERROR"} 1',
      'aliecs_environments{state="CONFIGURED"} 1',
      'aliecs_kafka_queue_records{endpoint="b:1"} 3',
      'aliecs_kafka_queue_bytes{endpoint="b:1"} 99',
      'aliecs_kafka_connection_state{endpoint="b:1",state="READY"} 0',
      'aliecs_kafka_connection_state{endpoint="b:1",state="CONNECTING"} 1',
      'aliecs_events_written_total 7',
      'aliecs_events_lost_total 2',
    ]),
  )
  expect(lines.some((line) => line.startsWith('process_cpu_seconds_total'))).toBe(true)
})

it('names the topics that take no records, and only while they do not', async () => {
  const metrics = new CoreMetrics()
  const core = await probedCore()
  let stuckTopics = [{ topic: 't', sinceMs: Date.now() - 5000, reason: 'no "disk"', queued: 2 }]
  const stuck = { ...publishers[0], stats: () => ({ ...stats, stuckTopics, throttledMs: 1500 }) }
  metrics.follow({ manager: core.manager, publishers: [stuck as (typeof publishers)[number]], events: null })
  const text = await metrics.text()
  expect(text).toMatch(
    /aliecs_kafka_topic_stuck_seconds\{endpoint="b:1",topic="t",reason="no \\"disk\\""\} [5-9]\d*(\.\d+)?\n/,
  )
  expect(text).toContain('aliecs_kafka_throttle_seconds{endpoint="b:1"} 1.5')
  stuckTopics = []
  expect(await metrics.text()).not.toContain('aliecs_kafka_topic_stuck_seconds{')
})

it('counts records by topic and result, and remembers how long they took', async () => {
  const metrics = new CoreMetrics()
  expect(metrics.latency()).toBeNull()
  for (let ms = 1; ms <= 1100; ms++) metrics.onSettled({ topic: 'a', latencyMs: ms, error: null })
  metrics.onSettled({ topic: 'a', latencyMs: 5000, error: new AliecsError('KFK_CLIENT', 'no') })
  const text = await metrics.text()
  expect(text).toContain('aliecs_kafka_records_total{topic="a",result="delivered"} 1100')
  expect(text).toContain('aliecs_kafka_records_total{topic="a",result="failed"} 1')
  // The first hundred are forgotten, the failed one is none.
  expect(metrics.latency()).toEqual({ p50Ms: 600, p99Ms: 1090, count: 1000 })
})
