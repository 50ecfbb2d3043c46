/** Issue 11, section 2: a topic whose log directory has failed was stuck without a word, on a broker that answers. */
import { access, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import type { PublishRecord } from '../../plugin/host.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafkaTools, randomName } from '../helpers/services.js'
import { temporaryFolder } from '../helpers/temporary.js'
import { until } from '../helpers/until.js'
import { startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 600_000
const LONG = { timeoutMs: 2 ** 31 - 1 }
const record = (topic: string): PublishRecord => ({ topic, key: 'env', value: Buffer.from('value') })

describeWithKafkaTools('a topic whose log directory has failed', () => {
  it(
    'is known with a reason, and the topics of the other directory go on',
    async () => {
      const [sound, failing] = [temporaryFolder(), temporaryFolder()]
      const kafka = await startKafka({
        properties: {
          'log.dirs': `${sound},${failing}`,
          'metadata.log.dir': sound,
          'replica.high.watermark.checkpoint.interval.ms': 500,
        },
      })
      onTestFinished(() => kafka.dispose(), TIMEOUT_MS)
      const made = createKafkaPublisher({ brokers: kafka.brokers, logger: new MemoryLogger() })
      onTestFinished(async () => {
        await made.close(0)
      })
      // The broker spreads topics over its directories.
      const topics = Array.from({ length: 6 }, () => randomName('disk'))
      for (const topic of topics)
        expect(await made.publish([record(topic)], LONG)).toEqual({ status: 'delivered' })
      const isIn = (folder: string, topic: string): Promise<boolean> =>
        access(join(folder, `${topic}-0`)).then(
          () => true,
          () => false,
        )
      const placed = await Promise.all(topics.map((topic) => isIn(failing, topic)))
      const lost = topics.find((_, index) => placed[index]) ?? ''
      const kept = topics.find((_, index) => !placed[index]) ?? ''
      expect([lost, kept]).not.toContain('')

      await rm(failing, { recursive: true, force: true })
      await until(
        async () => (await made.publish([record(lost)], { timeoutMs: 2000 })).status === 'queued',
        () => 'the directory to fail',
      )
      await until(
        () => made.stats().stuckTopics?.some(({ topic }) => topic === lost) ?? false,
        () => JSON.stringify(made.stats()),
      )
      const later = await made.publish([record(lost)], LONG)
      expect(later).toMatchObject({ status: 'queued', error: { code: 'KFK_TOPIC_STUCK' } })
      expect(later).toHaveProperty(
        'error.message',
        expect.stringMatching(/without a leader|KAFKA_STORAGE_ERROR/),
      )
      expect(await made.publish([record(kept)], LONG)).toEqual({ status: 'delivered' })
      expect(made.stats().stuckTopics?.map(({ topic }) => topic)).not.toContain(kept)
    },
    TIMEOUT_MS,
  )
})
