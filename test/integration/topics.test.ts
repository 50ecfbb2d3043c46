import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher, type KafkaPublisherOptions, listTopics } from '../../broker/index.js'
import type { ManagedPublisher, PublishRecord } from '../../plugin/host.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readRecords } from '../helpers/read-records.js'
import { describeWithKafkaTools, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'
import { runKafkaTool } from '../services/kafka-tool.js'

const TIMEOUT_MS = 300_000
const WAIT = { timeoutMs: 120_000 }

const record = (topic: string, bytes: number | string): PublishRecord => {
  return { topic, key: 'env', value: typeof bytes === 'string' ? Buffer.from(bytes) : Buffer.alloc(bytes, 1) }
}

describeWithKafkaTools('a broker that makes no topics by itself, and takes no large messages', () => {
  let kafka: KafkaServer

  beforeAll(async () => {
    kafka = await startKafka({
      autoCreateTopics: false,
      properties: {
        'message.max.bytes': 100_000,
        'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
        'allow.everyone.if.no.acl.found': true,
      },
    })
  })
  afterAll(() => kafka?.dispose())

  function publisher(options: Partial<KafkaPublisherOptions> = {}): ManagedPublisher {
    const made = createKafkaPublisher({ brokers: kafka.brokers, logger: new MemoryLogger(), ...options })
    onTestFinished(async () => {
      await made.close(0)
    })
    return made
  }

  /** On the cluster and on every topic. */
  async function acl(action: '--add' | '--remove', kind: 'allow' | 'deny', operation: string): Promise<void> {
    const rule = [
      `--${kind}-principal`,
      'User:ANONYMOUS',
      '--operation',
      operation,
      '--cluster',
      '--topic',
      '*',
    ]
    const args = [
      '--bootstrap-server',
      kafka.brokers,
      action,
      ...rule,
      ...(action === '--remove' ? ['--force'] : []),
    ]
    await runKafkaTool('org.apache.kafka.tools.AclCommand', args, { timeoutMs: TIMEOUT_MS })
  }

  it(
    'gets them from us, with the partitions of the settings',
    async () => {
      const topic = randomName('five')
      const result = await publisher({ topicPartitions: 5 }).publish([record(topic, 'first')], WAIT)
      expect(result).toEqual({ status: 'delivered' })
      const partitions = await listTopics(kafka.brokers, (name) => name === topic)
      expect(partitions.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 4])
      expect(partitions.reduce((sum, { high }) => sum + high, 0)).toBe(1)
    },
    TIMEOUT_MS,
  )

  it(
    'gets them back when somebody deletes one, and the next record is not lost',
    async () => {
      const topic = randomName('deleted')
      const ours = publisher()
      await ours.publish([record(topic, 'before')], WAIT)
      const args = ['--bootstrap-server', kafka.brokers, '--delete', '--topic', topic]
      await runKafkaTool('org.apache.kafka.tools.TopicCommand', args, { timeoutMs: TIMEOUT_MS })
      expect(await ours.publish([record(topic, 'after')], WAIT)).toEqual({ status: 'delivered' })
      const records = await readRecords(kafka.brokers, (name) => name === topic, 1)
      expect(records.map(({ value }) => Buffer.from(value ?? '').toString())).toEqual(['after'])
    },
    TIMEOUT_MS,
  )

  it(
    'refuses a message over its limit: that call fails, and all others are delivered',
    async () => {
      const topic = randomName('large')
      const ours = publisher()
      const small = () => ours.publish([record(topic, 'small')], WAIT)
      const results = await Promise.all([
        small(),
        small(),
        ours.publish([record(topic, 200_000)], WAIT),
        small(),
      ])
      expect(results.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'failed', 'delivered'])
      expect(results[2]).toHaveProperty('error.code', 'KFK_MESSAGE_TOO_LARGE')
      expect(await small()).toEqual({ status: 'delivered' })
      expect(ours.stats()).toMatchObject({ delivered: 4, failed: 1, queued: 0 })
    },
    TIMEOUT_MS,
  )

  it(
    'does not let us make topics: the records wait, the call says why, and they are delivered once somebody may',
    async () => {
      await acl('--add', 'allow', 'All')
      await acl('--add', 'deny', 'Create')
      const topic = randomName('denied')
      const ours = publisher()
      const result = await ours.publish([record(topic, 'first')], WAIT)
      expect(result).toMatchObject({ status: 'queued', error: { code: 'KFK_TOPIC' } })
      expect(result).toHaveProperty('error.message', expect.stringContaining(topic))
      // What is known is told at once.
      expect(await ours.publish([record(topic, 'second')], WAIT)).toMatchObject({
        error: { code: 'KFK_TOPIC' },
      })
      expect(ours.connectionState).toBe('READY')
      const stuck = { topic, queued: 2, reason: expect.stringContaining('it cannot be made') }
      expect(ours.stats().stuckTopics).toMatchObject([stuck])
      await acl('--remove', 'deny', 'Create')
      await until(
        () => ours.stats().queued === 0,
        () => JSON.stringify(ours.stats()),
      )
      expect(ours.stats()).not.toHaveProperty('stuckTopics')
      const records = await readRecords(kafka.brokers, (name) => name === topic, 2)
      expect(records.map(({ value }) => Buffer.from(value ?? '').toString())).toEqual(['first', 'second'])
    },
    TIMEOUT_MS,
  )
})
