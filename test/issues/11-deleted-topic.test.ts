/**
 * Issue 11, section 2: a record on its way to a topic that is deleted failed with "broker handle destroyed for termination
 * (-197)". It waits for the topic that is made again.
 */
import { Kafka, logLevel } from 'kafkajs'
import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher, type ReceivedRecord } from '../../broker/index.js'
import { errorOf, isTopicGone } from '../../broker/librdkafka-errors.js'
import type { PublishResult } from '../../plugin/host.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readUntil } from '../helpers/read-records.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'

const TIMEOUT_MS = 600_000

it.each([3, 100, -188, -190, -197])('librdkafka %i means that the topic is gone', (code) => {
  expect(isTopicGone(errorOf(new Error('gone'), code))).toBe(true)
})

it.each([10, 29, 87, -150, undefined])('librdkafka %s does not', (code) => {
  expect(isTopicGone(errorOf(new Error('other'), code))).toBe(false)
})

describeWithKafka('a topic that is deleted under load', (brokers) => {
  it(
    'is made again, and takes every record, in order',
    async () => {
      const topic = randomName('deleted')
      const admin = new Kafka({ brokers: brokers().split(','), logLevel: logLevel.NOTHING }).admin()
      await admin.connect()
      onTestFinished(() => admin.disconnect())
      const logger = new MemoryLogger()
      const made = createKafkaPublisher({ brokers: brokers(), logger })
      onTestFinished(async () => {
        await made.close(0)
      })
      const results: Promise<PublishResult>[] = []
      let isOver = false
      const publish = (): void => {
        if (isOver) return
        for (let each = 0; each < 20; each++) {
          const value = Buffer.from(String(results.length))
          results.push(made.publish([{ topic, key: 'env', value }], { timeoutMs: 2 ** 31 - 1 }))
        }
        setTimeout(publish, 5)
      }
      publish()
      for (let round = 1; round <= 3; round++) {
        const { delivered } = made.stats()
        await until(
          () => made.stats().delivered > delivered + 100,
          () => `deliveries, ${JSON.stringify(made.stats())}\n${logger.lines.join('\n')}`,
        )
        await admin.deleteTopics({ topics: [topic] })
      }
      isOver = true
      expect(await made.close(TIMEOUT_MS)).toEqual([])
      expect(new Set((await Promise.all(results)).map(({ status }) => status))).toEqual(
        new Set(['delivered']),
      )
      expect(made.stats()).toMatchObject({ failed: 0, delivered: results.length })
      const numberOf = ({ value }: ReceivedRecord): number => Number(Buffer.from(value ?? '').toString())
      const last = results.length - 1
      const read = await readUntil(
        brokers(),
        (name) => name === topic,
        (records) => {
          return records.some((each) => numberOf(each) === last) || `record ${last}`
        },
      )
      const numbers = read.map(numberOf)
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    },
    TIMEOUT_MS,
  )
})
