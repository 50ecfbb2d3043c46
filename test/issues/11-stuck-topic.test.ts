/**
 * Issue 11, section 2: a broker that answers, but refuses every record of a topic, was a healthy connection, so that every call
 * waited its whole timeout, and the broker's reason was nowhere. Health is known per topic.
 */
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher, type KafkaPublisher, type KafkaPublisherOptions } from '../../broker/index.js'
import { partitionOfKey } from '../../broker/key-partition.js'
import { NativeProducer } from '../../broker/native-producer.js'
import type { PublishRecord } from '../../plugin/host.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { createTopicOn, healTopic } from '../helpers/refusing-topic.js'
import { describeWithKafkaTools, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startAnotherBroker, startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 600_000
const LONG = { timeoutMs: 2 ** 31 - 1 }
const SILENT = { delivered: () => {}, error: () => {} }
const REASON = /Not enough in-sync replicas \(NOT_ENOUGH_REPLICAS\)/

const record = (topic: string, key: string | null = 'env'): PublishRecord => {
  return { topic, key, value: Buffer.from('value') }
}

describeWithKafkaTools('a topic that takes no records, on a broker that answers', () => {
  let first: KafkaServer
  let second: KafkaServer
  /** Topics that want two replicas in sync. */
  const refusing = [randomName('refusing'), randomName('refusing'), randomName('refusing')]
  const healed = randomName('healed')
  /** Partition 0 has its only replica on the first broker, partition 1 on the second one. */
  const [leaderless, half] = [randomName('leaderless'), randomName('half')]

  beforeAll(async () => {
    first = await startKafka()
    second = await startAnotherBroker(first)
    for (const topic of [healed, ...refusing])
      await createTopicOn(first.brokers, topic, ['1:2'], ['min.insync.replicas=2'])
    await createTopicOn(first.brokers, leaderless, ['2'])
    await createTopicOn(first.brokers, half, ['1', '2'])
    await loseSecond()
  }, TIMEOUT_MS)
  afterAll(() => Promise.all([first?.dispose(), second?.dispose()]))

  /** Kills the second broker; resolves when the cluster knows. */
  async function loseSecond(): Promise<void> {
    await second.kill()
    const watch = new NativeProducer({ 'metadata.broker.list': first.brokers }, {}, SILENT)
    await watch.connect(60_000)
    const hasNoLeader = async (): Promise<boolean> => {
      const topics = await watch.metadataOfAll(60_000)
      return topics.find(({ name }) => name === leaderless)?.leaderless.length === 1
    }
    await until(hasNoLeader, () => 'the cluster to know that broker 2 is gone')
    await watch.disconnect(5000)
  }

  function publisher(options: Partial<KafkaPublisherOptions> = {}) {
    const logger = new MemoryLogger()
    const made: KafkaPublisher = createKafkaPublisher({ brokers: first.brokers, logger, ...options })
    onTestFinished(async () => {
      await made.close(0)
    })
    const linesOf = (topic: string): string[] => logger.lines.filter((line) => line.includes(topic))
    return { made, logger, linesOf }
  }

  /** Times out on the topic, as the first call on it does. */
  async function getStuck(made: KafkaPublisher, topic: string): Promise<void> {
    const first = await made.publish([record(topic)], { timeoutMs: 3000 })
    expect(first).toMatchObject({ status: 'queued' })
    await until(
      () => made.stats().stuckTopics?.some((stuck) => stuck.topic === topic) ?? false,
      () => `${topic} to be stuck: ${JSON.stringify(made.stats())}`,
    )
  }

  it(
    'is known after the first timeout, by its reason, until it takes records again; nothing is lost',
    async () => {
      const [topic, sound] = [healed, randomName('sound')]
      const { made, linesOf } = publisher()
      const before = Date.now()
      await getStuck(made, topic)
      const [stuck] = made.stats().stuckTopics ?? []
      expect(stuck).toMatchObject({ topic, queued: 1, reason: expect.stringMatching(REASON) })
      expect(stuck?.sinceMs).toBeGreaterThanOrEqual(before)
      expect(made.connectionState).toBe('READY')

      for (let call = 0; call < 5; call++) {
        const later = await made.publish([record(topic)], LONG)
        expect(later).toMatchObject({ status: 'queued', error: { code: 'KFK_TOPIC_STUCK', retryable: true } })
        const text = later.status === 'queued' ? later.error.message : ''
        expect(text).toContain(`topic ${topic} is stuck since ${new Date(stuck?.sinceMs ?? 0).toISOString()}`)
        expect(text).toMatch(REASON)
      }
      const mixed = await made.publish([record(sound), record(topic)], LONG)
      expect(mixed).toMatchObject({ status: 'queued', error: { code: 'KFK_TOPIC_STUCK' } })
      expect(await made.publish([record(sound)], LONG)).toEqual({ status: 'delivered' })

      const closing = made.close(TIMEOUT_MS)
      await healTopic(first.brokers, topic)
      expect(await closing).toEqual([])
      expect(made.stats()).toMatchObject({ queued: 0, failed: 0, delivered: 9 })
      expect(made.stats()).not.toHaveProperty('stuckTopics')
      expect(linesOf(`topic ${topic} `)).toEqual([
        expect.stringMatching(/^warn: topic \S+ is stuck since .*NOT_ENOUGH_REPLICAS.*; 1 records queued$/),
        expect.stringMatching(/^warn: topic \S+ takes records again after [\d.]+ s; 7 records delivered$/),
      ])
    },
    TIMEOUT_MS,
  )

  it(
    'spares the other topics with the same reason the first timeout',
    async () => {
      const { made } = publisher()
      await getStuck(made, refusing[0] ?? '')
      for (const topic of refusing.slice(1)) {
        const result = await made.publish([record(topic)], LONG)
        expect(result).toMatchObject({ status: 'queued', error: { code: 'KFK_TOPIC_STUCK' } })
      }
      expect(made.stats().stuckTopics?.map(({ topic }) => topic)).toEqual(refusing)
      const undelivered = await made.close(0)
      expect(undelivered).toHaveLength(3)
      expect(made.stats().lastError).toMatch(REASON)
    },
    TIMEOUT_MS,
  )

  it(
    'is named from the start if it has no leader, and its records are delivered when there is one',
    async () => {
      const { made, linesOf } = publisher({ topics: [leaderless] })
      const stuck = { topic: leaderless, reason: 'partition 0 without a leader', queued: 0 }
      await until(
        () => made.stats().stuckTopics !== undefined,
        () => 'the topic without a leader to be known',
      )
      expect(made.stats().stuckTopics).toEqual([{ ...stuck, sinceMs: expect.any(Number) }])
      const result = await made.publish([record(leaderless)], LONG)
      expect(result).toMatchObject({ status: 'queued', error: { code: 'KFK_TOPIC_STUCK' } })
      expect(result).toHaveProperty('error.message', expect.stringContaining(stuck.reason))
      try {
        await second.start()
        expect(await made.close(TIMEOUT_MS)).toEqual([])
        expect(made.stats()).toMatchObject({ delivered: 1, failed: 0 })
        expect(linesOf(`topic ${leaderless} takes records again`)).toHaveLength(1)
      } finally {
        await loseSecond()
      }
    },
    TIMEOUT_MS,
  )

  it(
    'takes the records of its sound partitions',
    async () => {
      const { made } = publisher()
      const keys = Array.from({ length: 100 }, (_, index) => `env${index}`)
      const [sound = '', stuck = ''] = [0, 1].map((wanted) =>
        keys.find((key) => partitionOfKey(key, 2) === wanted),
      )
      const first = await made.publish([record(half, stuck)], { timeoutMs: 1500 })
      expect(first).toMatchObject({ status: 'queued' })
      await until(
        () => made.stats().stuckTopics?.[0]?.reason === 'partition 1 without a leader',
        () => `partition 1 to be stuck: ${JSON.stringify(made.stats())}`,
      )
      expect(await made.publish([record(half, sound)], LONG)).toEqual({ status: 'delivered' })
      expect(await made.publish([record(half, stuck)], LONG)).toMatchObject({
        status: 'queued',
        error: { code: 'KFK_TOPIC_STUCK' },
      })
      expect(made.stats().stuckTopics).toMatchObject([{ topic: half, queued: 2 }])
      expect(await made.close(0)).toHaveLength(2)
    },
    TIMEOUT_MS,
  )
})
