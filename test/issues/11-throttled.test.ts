/**
 * Issue 11, section 2: a producer with a quota was reported as "no broker can be reached", although the broker acknowledged all
 * the time.
 */
import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { alterConfig } from '../helpers/refusing-topic.js'
import { describeWithKafka, describeWithKafkaTools, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'

const TIMEOUT_MS = 600_000
const RATE = 'producer_byte_rate'

describeWithKafkaTools('a producer with a quota of 10 kB/s', () => {
  describeWithKafka('on a broker that acknowledges', (brokers) => {
    it(
      'is throttled, not down: calls wait their own time and say so, and everything is delivered',
      async () => {
        const id = randomName('throttled')
        const entity = ['--entity-type', 'clients', '--entity-name', id]
        await alterConfig(brokers(), entity, ['--add-config', `${RATE}=10240`])
        onTestFinished(() => alterConfig(brokers(), entity, ['--delete-config', RATE]), TIMEOUT_MS)
        const logger = new MemoryLogger()
        const made = createKafkaPublisher({ brokers: brokers(), logger, client: { 'client.id': id } })
        const topic = randomName('throttled')
        const value = Buffer.alloc(60_000, 1)
        const records = [0, 1, 2].map(() =>
          made.publish([{ topic, key: 'env', value }], { timeoutMs: 2 ** 31 - 1 }),
        )
        await until(
          () => made.stats().throttledMs !== undefined,
          () => `the broker to throttle: ${logger.lines.join('\n')}`,
        )
        const late = await made.publish([{ topic, key: 'env', value }], { timeoutMs: 100 })
        expect(late).toMatchObject({ status: 'queued', error: { code: 'KFK_TIMEOUT' } })
        expect(late).toHaveProperty(
          'error.message',
          expect.stringMatching(/^throttled by the broker, \d+ ms: .*kept in the queue$/),
        )
        expect(made.connectionState).toBe('READY')
        expect(await Promise.all(records)).toEqual(Array(3).fill({ status: 'delivered' }))
        expect(await made.close(TIMEOUT_MS)).toEqual([])
        expect(made.stats()).toMatchObject({ delivered: 4, failed: 0 })
        expect(logger.lines.filter((line) => line.includes('throttled by the broker, '))).toHaveLength(1)
        expect(logger.lines.join('\n')).not.toMatch(/can be reached|stuck/)
      },
      TIMEOUT_MS,
    )
  })
})
