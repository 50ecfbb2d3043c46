/**
 * Issue 11: one partition that could not be read decided for all. `topics` and `consume` ended with "Unknown partition", because the
 * offsets of all partitions were awaited together.
 */
import { beforeAll, expect, it, onTestFinished } from 'vitest'
import { PageStream, RecordFeed } from '../../page-api/index.js'
import { adminOf, createOnBrokers, writeKeys } from '../helpers/kafka-topics.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { remarksOf, runCommand, startCommand } from '../helpers/run-command.js'
import { describeWithKafkaTools, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startAnotherBroker, startKafka } from '../services/kafka.js'

const TIMEOUT_MS = 600_000
const REASON = 'no leader; broker 2 with its replica is down'

interface Line {
  topic: string
  key: string
}

const keysOf = (stdout: readonly string[]): string[] =>
  stdout.filter((line) => line.startsWith('{')).map((line) => (JSON.parse(line) as Line).key)

describeWithKafkaTools('a partition without a leader', () => {
  let kafka: KafkaServer
  let second: KafkaServer

  beforeAll(async () => {
    kafka = await startKafka()
    second = await startAnotherBroker(kafka)
    return async () => {
      await second.dispose()
      await kafka.dispose()
    }
  }, TIMEOUT_MS)

  it(
    'hides none of the others, is named with its reason, and is taken up when it is back',
    async () => {
      const { brokers } = kafka
      const admin = await adminOf(brokers)
      const name = randomName('half')
      const [split, whole] = [`${name}.split`, `${name}.whole`]
      await createOnBrokers(brokers, admin, split, [1, 2])
      await createOnBrokers(brokers, admin, whole, [1])
      await writeKeys(brokers, { topic: split }, ['a'])
      await writeKeys(brokers, { topic: split, partition: 1 }, ['b', 'c'])
      await writeKeys(brokers, { topic: whole }, ['d'])
      await second.kill()

      const command = (...args: string[]) => runCommand([...args, '--brokers', brokers])
      let listed = await command('topics', `${name}.*`, '--json')
      // The cluster notices after some seconds; before that the leader does not answer.
      await until(
        async () => {
          listed = await command('topics', `${name}.*`, '--json')
          return listed.stderr.join().includes(REASON)
        },
        () => listed.stderr.join('\n'),
        TIMEOUT_MS,
      )
      const left = `topic ${split}, partition 1: ${REASON}`
      expect(listed.exitCode).toBe(1)
      expect(remarksOf(listed.stderr)).toEqual([left])
      expect(listed.stdout.map((line): unknown => JSON.parse(line))).toEqual([
        {
          topic: split,
          partitions: [
            { partition: 0, low: 0, high: 1, records: 1 },
            { partition: 1, error: REASON },
          ],
          records: null,
          recordsAtMost: null,
        },
        {
          topic: whole,
          partitions: [{ partition: 0, low: 0, high: 1, records: 1 }],
          records: 1,
          recordsAtMost: 1,
        },
      ])
      const table = await command('topics', `${name}.*`)
      expect(table.stdout).toContainEqual(expect.stringMatching(/split +2 +≥ 1 +0: 0\.\.1, 1: unreadable$/))
      expect(table.exitCode).toBe(1)

      const all = await command('consume', `${name}.*`, '--until-end', '--json')
      expect(keysOf(all.stdout).sort()).toEqual(['a', 'd'])
      expect(remarksOf(all.stderr)).toEqual([left, `error: not read to the end: ${left}`])
      expect(all.exitCode).toBe(1)
      const counted = await command('consume', `${name}.*`, '--from-beginning', '--count', '2', '--json')
      expect(keysOf(counted.stdout).sort()).toEqual(['a', 'd'])
      expect(remarksOf(counted.stderr)).toEqual([left])
      expect(counted.exitCode).toBe(0)

      const args = ['--brokers', brokers, '--json']
      const old = startCommand(['consume', `${name}.*`, ...args, '--from-beginning', '--count', '5'])
      const fresh = startCommand(['consume', `${name}.*`, ...args, '--count', '1'])
      await until(
        () => [old, fresh].every(({ printed }) => printed().stderr.includes(left)),
        () => 'both to say what they cannot read',
      )
      await second.start()
      await writeKeys(brokers, { topic: split, partition: 1 }, ['e'])
      const [oldEnd, freshEnd] = [await old.end, await fresh.end]
      expect(keysOf(oldEnd.stdout).sort()).toEqual(['a', 'b', 'c', 'd', 'e'])
      expect(keysOf(freshEnd.stdout)).toEqual(['e'])
      const back = `topic ${split}, partition 1: readable again`
      for (const { stderr } of [oldEnd, freshEnd]) {
        expect(stderr.filter((line) => line === left)).toHaveLength(1)
        expect(stderr).toContain(back)
      }
    },
    TIMEOUT_MS,
  )

  it(
    'the page shows the records of all others, and names it',
    async () => {
      const { brokers } = kafka
      const admin = await adminOf(brokers)
      const name = randomName('page')
      const [split, whole] = [`${name}.split`, `${name}.whole`]
      await createOnBrokers(brokers, admin, split, [1, 2])
      await createOnBrokers(brokers, admin, whole, [1])
      await writeKeys(brokers, { topic: split }, ['a'])
      await writeKeys(brokers, { topic: whole }, ['b'])
      await second.kill()
      const feed = new RecordFeed({
        brokers: [{ endpoint: brokers, client: {} }],
        topics: [split, whole],
        runTopics: [split],
        stream: new PageStream(),
        logger: new MemoryLogger(),
      })
      onTestFinished(() => feed.close())
      feed.start()
      const keys = () => feed.records({ limit: 10 }).map(({ key }) => key)
      const unreadable = () =>
        feed.unreadable.map(({ topic, partition, reason }) => [topic, partition, reason])
      await until(
        () => keys().length === 2 && unreadable().some(([, , reason]) => reason === REASON),
        () => JSON.stringify([keys(), unreadable()]),
      )
      expect(keys().sort()).toEqual(['a', 'b'])
      expect(unreadable()).toEqual([[split, 1, REASON]])
      await second.start()
      await writeKeys(brokers, { topic: split, partition: 1 }, ['c'])
      await until(
        () => keys().length === 3 && unreadable().length === 0,
        () => JSON.stringify([keys(), unreadable()]),
      )
    },
    TIMEOUT_MS,
  )
})
