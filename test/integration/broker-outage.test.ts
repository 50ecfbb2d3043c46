import { afterAll, beforeAll, expect, it } from 'vitest'
import { createKafkaPublisher, listTopics } from '../../broker/index.js'
import { KafkaPlugin, LEGACY_TOPICS } from '../../plugin/index.js'
import { expectedRunsPerTopic, listsOf, runCycles, runsPerTopic } from '../helpers/environment-simulation.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { readRecords } from '../helpers/read-records.js'
import { describeWithKafkaTools, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'

/** Only ends what hangs: a broker takes its time to start again. */
const TIMEOUT_MS = 900_000
/** Longer than any acknowledgement takes on a broker that answers, on the slowest machine. */
const PATIENT = '240s'

const isLegacy = (topic: string): boolean => topic.startsWith('aliecs.')

describeWithKafkaTools('a broker of its own, with three partitions a topic', () => {
  let kafka: KafkaServer
  let plugin: KafkaPlugin
  let published = 0
  const runsOf = new Map<string, number[]>()

  beforeAll(async () => {
    kafka = await startKafka({ partitions: 3, autoCreateTopics: false })
    const logger = new MemoryLogger()
    const publisher = createKafkaPublisher({ brokers: kafka.brokers, topics: LEGACY_TOPICS, logger })
    plugin = new KafkaPlugin({ publisher, logger, drainTimeoutMs: 120_000 })
    await plugin.init('outage test')
    published = 1
  })
  afterAll(() => kafka?.dispose())

  const untilReady = (): Promise<void> =>
    until(
      () => plugin.getConnectionState() === 'READY',
      () => plugin.getConnectionState(),
    )
  const untilDelivered = (count: () => number): Promise<void> =>
    until(
      () => JSON.parse(plugin.getData([])).delivered >= count(),
      () => `${count()} deliveries, ${plugin.getData([])}`,
    )

  /** Each environment does so many runs; all at once. 5 state records and 2 lists a run. */
  async function cycles(
    environments: number,
    runs: number,
    first: number,
    callTimeout: string,
  ): Promise<string[]> {
    const errors = await Promise.all(
      Array.from({ length: environments }, (_, index) => {
        const id = `2rEnv${index}`
        const numbers = Array.from({ length: runs }, (_, run) => first + run * environments + index)
        runsOf.set(id, [...(runsOf.get(id) ?? []), ...numbers])
        return runCycles(plugin, id, numbers, callTimeout)
      }),
    )
    published += environments * runs * 7
    return errors.flat()
  }

  it(
    'keeps the order of 20 environments at once',
    async () => {
      await untilReady() // before that calls return at once, and their records come later
      await cycles(20, 5, 1000, PATIENT)
      await untilDelivered(() => published)
      const topics = await listTopics(kafka.brokers, isLegacy)
      expect(new Set(topics.map(({ partition }) => partition))).toEqual(new Set([0, 1, 2]))
      expect(topics.reduce((sum, { high }) => sum + high, 0)).toBe(published)
    },
    TIMEOUT_MS,
  )

  it(
    'loses nothing when the broker is killed and started again in the middle of transitions',
    async () => {
      await untilReady()
      const before = published
      const running = cycles(20, 100, 2000, PATIENT)
      await untilDelivered(() => before + 500)
      await kafka.kill()
      await until(
        () => plugin.getConnectionState() === 'TRANSIENT_FAILURE',
        () => `the end of the broker to be noticed, ${plugin.getConnectionState()}`,
      )
      const errors = await running
      expect(errors.length).toBeGreaterThan(0)
      // Known to be down, calls do not wait for their timeout.
      expect(errors.filter((error) => !error.includes(kafka.brokers))).toEqual([])
      await kafka.start()
      await untilDelivered(() => published)
      await untilReady()
      expect(JSON.parse(plugin.getData([]))).toMatchObject({ delivered: published, failed: 0 })
    },
    TIMEOUT_MS,
  )

  it(
    'loses nothing when the broker freezes: calls come back, and say why',
    async () => {
      kafka.freeze()
      const errors = await cycles(2, 1, 20_000, '1s')
      expect(errors.length).toBeGreaterThan(0)
      for (const error of errors) expect(error).toMatch(/not acknowledged within 1000 ms|no broker of/)
      kafka.thaw()
      await until(
        () => JSON.parse(plugin.getData([])).queued === 0,
        () => `the queue to drain, ${plugin.getData([])}`,
      )
    },
    TIMEOUT_MS,
  )

  it(
    'has everything once and in order, for every environment and in the list',
    async () => {
      await plugin.destroy()
      const records = await readRecords(kafka.brokers, isLegacy, published)
      expect(records).toHaveLength(published)
      for (const [id, runs] of runsOf) expect(runsPerTopic(records, id)).toEqual(expectedRunsPerTopic(runs))

      // Every list follows from the one before by one environment entering or leaving.
      const lists = listsOf(records)
      expect(lists[0]).toEqual([])
      for (const [index, list] of lists.slice(1).entries()) {
        const before = new Set(lists[index])
        const changed =
          list.filter((run) => !before.has(run)).length +
          [...before].filter((run) => !list.includes(run)).length
        expect(changed).toBe(1)
      }
      expect(lists.at(-1)).toEqual([])
    },
    TIMEOUT_MS,
  )

  it(
    'catches up in order when it was down at the start of the publisher and comes up later',
    async () => {
      await kafka.kill()
      const publisher = createKafkaPublisher({ brokers: kafka.brokers, logger: new MemoryLogger() })
      const topic = randomName('late')
      for (const value of ['1', '2', '3']) {
        const record = { topic, key: 'k', value: Buffer.from(value) }
        expect(await publisher.publish([record], { timeoutMs: 60_000 })).toMatchObject({ status: 'queued' })
      }
      await kafka.start()
      await until(
        () => publisher.stats().queued === 0,
        () => JSON.stringify(publisher.stats()),
      )
      expect(await publisher.close(60_000)).toEqual([])
      const records = await readRecords(kafka.brokers, (name) => name === topic, 3)
      expect(records.map(({ value }) => Buffer.from(value ?? '').toString())).toEqual(['1', '2', '3'])
    },
    TIMEOUT_MS,
  )
})
