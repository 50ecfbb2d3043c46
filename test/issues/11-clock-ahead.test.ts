/**
 * Issue 11, section 2: a record whose time stamp is out of the bounds of its topic was lost with "broker failed to validate
 * record", which names no clock.
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createTopic } from '../../broker/create-topic.js'
import { createKafkaPublisher } from '../../broker/index.js'
import { errorOf } from '../../broker/librdkafka-errors.js'
import { explainTimeStamp } from '../../broker/rejected-time-stamp.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'

describeWithKafka('a record with a rejected time stamp', (brokers) => {
  it('names its time stamp, both clocks, and the options to look at; the topic is in the list', async () => {
    const topic = randomName('clock')
    // Older than the broker's clock by 1 ms is too old: as if the clock of this host were behind.
    const config = { 'message.timestamp.before.max.ms': '0' }
    const options = { 'metadata.broker.list': brokers() }
    await createTopic(options, { name: topic, partitions: 1, replicationFactor: 1, config }, 60_000)
    const logger = new MemoryLogger()
    const made = createKafkaPublisher({ brokers: brokers(), logger })
    onTestFinished(async () => {
      await made.close(0)
    })
    const beforeMs = Date.now()
    let result = await made.publish([{ topic, key: 'env', value: Buffer.from('x') }], { timeoutMs: 600_000 })
    // Within the same millisecond it is not too old.
    while (result.status === 'delivered') {
      result = await made.publish([{ topic, key: 'env', value: Buffer.from('x') }], { timeoutMs: 600_000 })
    }
    expect(result).toMatchObject({ status: 'failed', error: { code: 'KFK_CLIENT' } })
    const message = result.error.message
    const [, stamp = ''] =
      /the time stamp (\S+Z), taken from the clock of this host, which reads \S+Z now/.exec(message) ?? []
    expect(Date.parse(stamp)).toBeGreaterThanOrEqual(beforeMs)
    expect(Date.parse(stamp)).toBeLessThanOrEqual(Date.now())
    expect(message).toMatch(/the broker's clock.*message\.timestamp\.after\.max\.ms of topic clock-.*NTP/)
    expect(made.stats().stuckTopics).toMatchObject([{ topic, reason: message, queued: 0 }])
    expect(logger.lines.join('\n')).toContain(message)
  })
})

describe('explainTimeStamp', () => {
  const rejection = (code: number) => errorOf(new Error('broker failed to validate record'), code)

  it.each([32, 87])('explains the error %i', (code) => {
    const { message, cause } = explainTimeStamp(rejection(code), 't', 1_700_003_600_000)
    expect(message).toContain('2023-11-14T23:13:20.000Z')
    expect(message).toContain('before 2023-11-14T22:13:20.000Z')
    expect(cause).toHaveProperty('code', code)
  })

  it('leaves other errors, and records that were not sent, as they are', () => {
    const large = rejection(10)
    expect(explainTimeStamp(large, 't', 1)).toBe(large)
    const unsent = rejection(87)
    expect(explainTimeStamp(unsent, 't', 0)).toBe(unsent)
  })
})
