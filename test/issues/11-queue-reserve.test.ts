/**
 * Issue 11, section 2: in a long outage the shared queue filled with events of roles and tasks, and the newest record, a start
 * of run, was refused for good.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { KafkaStreams } from '../../bin/kafka-streams.js'
import { createKafkaPublisher, type KafkaPublisherOptions } from '../../broker/index.js'
import { BULK_TOPICS, EVENT_TOPICS } from '../../events/index.js'
import type { ManagedPublisher } from '../../plugin/host.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import { resolveSettings } from '../../settings/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { freePort } from '../services/ports.js'

const OTHER_TOPICS = [...LEGACY_TOPICS, ...EVENT_TOPICS].filter((topic) => !BULK_TOPICS.includes(topic))

/** The publisher of a core, with a queue of this size and no broker. */
async function publisher(queue: Record<string, string>): Promise<ManagedPublisher> {
  const brokers = `127.0.0.1:${await freePort()}`
  const create = (options: KafkaPublisherOptions): ManagedPublisher => createKafkaPublisher(options)
  const flags = { kafkaEndpoint: brokers, kafkaEndpoints: brokers, ...queue }
  const made = new KafkaStreams(resolveSettings({ flags }), create, new MemoryLogger()).pluginPublisher()
  onTestFinished(async () => {
    await made.close(0)
  })
  return made
}

/** @returns how many such records the publisher takes before it refuses one */
async function taken(
  made: ManagedPublisher,
  topics: readonly string[],
  bytes: number,
): Promise<[number, string]> {
  for (let count = 0; ; count++) {
    const topic = topics[count % topics.length] ?? ''
    const before = made.stats().queued
    const result = made.publish([{ topic, key: null, value: Buffer.alloc(bytes) }], {
      timeoutMs: 2 ** 31 - 1,
    })
    if (made.stats().queued > before) continue
    const answer = await result
    return [count, answer.status === 'failed' ? answer.error.message : answer.status]
  }
}

describe('a queue that fills in an outage', () => {
  it('keeps a quarter of its records for what is not bulk', async () => {
    const made = await publisher({ kafkaQueueMaxMessages: '1000' })
    const [events, refusal] = await taken(made, BULK_TOPICS, 10)
    expect(events).toBe(750)
    expect(refusal).toMatch(
      /^the queue is full, 750 of 750 records of bulk topics wait, .*: aliecs\.\S+ \(key none\) refused$/,
    )
    expect(await taken(made, OTHER_TOPICS, 10)).toEqual([
      250,
      expect.stringContaining('1000 of 1000 records wait'),
    ])
    expect(await taken(made, BULK_TOPICS, 10)).toEqual([
      0,
      expect.stringContaining('1000 of 1000 records wait'),
    ])
  })

  it('keeps a quarter of its bytes', async () => {
    const made = await publisher({ kafkaQueueMaxBytes: '100000' })
    const [, refusal] = await taken(made, BULK_TOPICS, 900)
    expect(refusal).toMatch(/of 75000 bytes of bulk topics wait/)
    expect(made.stats().queuedBytes).toBeGreaterThan(73_000)
    const [others] = await taken(made, OTHER_TOPICS, 900)
    expect(others).toBeGreaterThan(25)
  })

  it('has room for a bulk record where it has room for one record', async () => {
    const made = await publisher({ kafkaQueueMaxMessages: '1' })
    expect(await taken(made, BULK_TOPICS, 1)).toEqual([1, expect.any(String)])
  })
})

it('legacy messages and the events of core, runs and environments are not bulk', () => {
  const names = ['aliecs.call', 'aliecs.role', 'aliecs.task']
  expect(BULK_TOPICS).toEqual([
    ...names,
    ...BULK_TOPICS.filter((topic) => topic.startsWith('aliecs.integrated_service.')),
  ])
  expect(OTHER_TOPICS).toEqual(
    expect.arrayContaining(['aliecs.core', 'aliecs.environment', 'aliecs.run', ...LEGACY_TOPICS]),
  )
})
