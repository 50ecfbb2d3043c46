import { Kafka, logLevel } from 'kafkajs'
import { expect, test } from 'vitest'
import { messageOf } from '../../errors.js'
import { describeWithKafka, describeWithKafkaTools, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { startKafka } from '../services/kafka.js'
import { runKafkaTool } from '../services/kafka-tool.js'

const TOPICS = 'org.apache.kafka.tools.TopicCommand'
const CONSOLE_CONSUMER = 'org.apache.kafka.tools.consumer.ConsoleConsumer'

describeWithKafka('the Kafka of this run', (brokers) => {
  test("shows a topic that Kafka's own tool made", async () => {
    const topic = randomName('made-by-tool')
    const server = ['--bootstrap-server', brokers()]
    const create = ['--create', '--topic', topic, '--partitions', '3']
    await runKafkaTool(TOPICS, [...server, ...create], { timeoutMs: 60_000 })
    const listed = await runKafkaTool(TOPICS, [...server, '--list'], { timeoutMs: 60_000 })
    expect(listed.toString().split('\n')).toContain(topic)
  })
})

describeWithKafkaTools('a Kafka of its own', () => {
  test.each(['stop', 'kill'] as const)('keeps address and data over %s and start', async (end) => {
    const kafka = await startKafka({ partitions: 2 })
    try {
      const topic = randomName('kept')
      const server = ['--bootstrap-server', kafka.brokers]
      await runKafkaTool(TOPICS, [...server, '--create', '--topic', topic], { timeoutMs: 60_000 })
      await produce(kafka.brokers, topic, ['one', 'two'])
      await kafka[end]()
      expect(kafka.isRunning).toBe(false)
      await kafka.start()

      const described = await runKafkaTool(TOPICS, [...server, '--describe'], { timeoutMs: 60_000 })
      expect(described.toString()).toContain('PartitionCount: 2')
      const args = [...server, '--topic', topic, '--from-beginning']
      const output = await runKafkaTool(CONSOLE_CONSUMER, args, { timeoutMs: 60_000, untilLines: 2 })
      expect(output.toString().trim().split('\n').sort()).toEqual(['one', 'two'])
    } finally {
      await kafka.dispose()
    }
  })

  test('does not answer while it is frozen, and does afterwards', async () => {
    const kafka = await startKafka({ autoCreateTopics: false })
    try {
      const topic = randomName('frozen')
      kafka.freeze()
      await expect(produce(kafka.brokers, topic, ['one'])).rejects.toThrow()
      kafka.thaw()
      // Its controller has fenced the frozen broker, which therefore refuses for a while with other words.
      let answer = ''
      await until(
        async () => {
          answer = await produce(kafka.brokers, topic, ['one']).then(() => 'accepted', messageOf)
          return /topic/.test(answer)
        },
        () => answer,
      )
    } finally {
      await kafka.dispose()
    }
  })
})

async function produce(brokers: string, topic: string, values: string[]): Promise<void> {
  const client = new Kafka({
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3_000,
    requestTimeout: 3_000,
    retry: { retries: 2 },
  })
  const producer = client.producer({ idempotent: true, maxInFlightRequests: 1 }) // sent again is not there twice
  try {
    await producer.connect()
    await producer.send({ topic, acks: -1, messages: values.map((value) => ({ value })) })
  } finally {
    await producer.disconnect()
  }
}
