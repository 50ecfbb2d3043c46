/**
 * Issue 11: one followed partition without a leader kept attach from starting at all. What it reads of the others is whole: the events
 * of an environment are in the partitions of one number.
 */
import { expect, it, onTestFinished } from 'vitest'
import { checkTopics } from '../../attach/index.js'
import { createKafkaPublisher } from '../../broker/index.js'
import {
  attachOptions,
  attachPrefixes,
  lines,
  readLegacy,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { expectedOf, recordedRecords, valueBytes } from '../helpers/attached-recording.js'
import { rejection } from '../helpers/caught.js'
import { adminOf, untilReadable } from '../helpers/kafka-topics.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { startAnotherBroker, startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 600_000
const EVENTS = /^aliecs\.(environment|run|core)$/
const KEYED = ['aliecs.environment', 'aliecs.run']

describeWithKafkaTools('attach with a followed partition without a leader', () => {
  it(
    'follows all others, and takes it up when it is back; a first start and a check name it',
    async () => {
      const kafka = await startKafka()
      onTestFinished(() => kafka.dispose())
      const { brokers } = kafka
      const prefixes = attachPrefixes()
      const { sourcePrefix, prefix } = prefixes
      const write = async (scenario: string, partition: number): Promise<void> => {
        const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
        const key = keyFor(partition)
        for (const record of recordedRecords(scenario).filter(({ topic }) => EVENTS.test(topic))) {
          const written = { topic: sourcePrefix + record.topic, key, value: valueBytes(record) }
          expect(await publisher.publish([written], { timeoutMs: TIMEOUT_MS })).toEqual({
            status: 'delivered',
          })
        }
        await publisher.close(TIMEOUT_MS)
      }
      // Everything that is needed is on the first broker; the second one has a partition of the events only.
      const first = startAttach(brokers, prefixes)
      await untilStatus(first.figures, 'following')
      const second = await startAnotherBroker(kafka)
      onTestFinished(() => second.dispose())
      const admin = await adminOf(brokers)
      const topicPartitions = KEYED.map((name) => {
        return { topic: sourcePrefix + name, count: 2, assignments: [[2]] }
      })
      await admin.createPartitions({ topicPartitions })
      for (const name of KEYED) await untilReadable(brokers, sourcePrefix + name, 2)
      await until(
        async () =>
          (await admin.fetchOffsets({ groupId: `${prefix}aliecs-attach` })).flatMap((each) => each.partitions)
            .length >= 5,
        () => 'the new partitions to be taken up',
      )
      await first.stop()
      await second.kill()

      const again = startAttach(brokers, prefixes)
      const left = (name: string) => `topic ${sourcePrefix}${name}, partition 1: `
      await untilStatus(again.figures, 'following')
      for (const name of KEYED) {
        expect(again.logger.lines.filter((line) => line.includes(left(name)))).toHaveLength(1)
      }
      await write('reset_destroy', 0)
      const half = expectedOf(['reset_destroy'])
      expect(lines((await readLegacy(brokers, prefix, half.length)).messages)).toEqual(lines(half))

      const signal = new AbortController().signal
      const check = { sinceMs: null, untilMs: Date.now(), toleranceMs: 15, strictLists: false, signal }
      const unusable = await rejection(() =>
        checkTopics({ ...attachOptions(brokers, prefixes), ...prefixes, ...check }),
      )
      expect(unusable).toMatchObject({
        code: 'CHECK_UNUSABLE',
        message: expect.stringContaining(left('aliecs.environment')),
      })
      const fresh = startAttach(brokers, { ...prefixes, prefix: `${prefix}fresh-` }, { begin: 'now' })
      await until(
        () =>
          fresh.logger.lines.some((line) =>
            /first start needs all events.*partition 1: no leader/.test(line),
          ),
        () => fresh.logger.lines.join('\n'),
      )
      await fresh.stop()

      await second.start()
      await write('lifecycle', 1)
      const whole = [...half, ...expectedOf(['lifecycle'])]
      const { messages } = await readLegacy(brokers, prefix, whole.length)
      expect(messages.length).toBe(whole.length)
      expect(again.logger.lines.some((line) => line.includes('readable again'))).toBe(true)
    },
    TIMEOUT_MS,
  )
})

/** Returns a key that the publisher puts into this partition of two: librdkafka's `fnv1a_random`. */
function keyFor(partition: number): string {
  const fnv1a = (text: string): number =>
    Math.abs(
      [...Buffer.from(text)].reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5 | 0),
    )
  const keys = Array.from({ length: 100 }, (_, number) => `key-${number}`)
  const key = keys.find((each) => fnv1a(each) % 2 === partition)
  if (key === undefined) throw new Error(`no key for partition ${partition}`)
  return key
}
