import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { runAttach } from '../../attach/index.js'
import { createTopic } from '../../broker/create-topic.js'
import {
  attachOptions,
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { expectedOf, inOrderOfTime } from '../helpers/attached-recording.js'
import { rejection } from '../helpers/caught.js'
import { startLoggingCli } from '../helpers/cli.js'
import { describeWithKafka } from '../helpers/services.js'
import { until } from '../helpers/until.js'

/** Only ends what hangs. */
const TIMEOUT_MS = 600_000
/** With several environments, and a core that ends with a run on; in the order of time. */
const SCENARIOS = inOrderOfTime([
  ...['lifecycle', 'two_environments', 'reset_destroy', 'core_killed_running', 'destroy_force_running'],
])
const PARTITIONS = 4

/** Within a partition; between partitions there is no order. */
function expectListsInOrder({ messages, records }: Awaited<ReturnType<typeof readLegacy>>): void {
  for (const partition of new Set(records.map((record) => record.partition))) {
    const times = messages.flatMap((message, index) =>
      message.kind === 'list' && records[index]?.partition === partition ? [Number(message.timestamp)] : [],
    )
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  }
}

describeWithKafka('attach, the environments shared out', (brokers) => {
  async function sources({ environment = PARTITIONS, run = PARTITIONS } = {}) {
    const prefixes = attachPrefixes()
    const client = { 'metadata.broker.list': brokers() }
    for (const [name, partitions] of [
      ['aliecs.environment', environment],
      ['aliecs.run', run],
    ] as const) {
      const topic = { name: prefixes.sourcePrefix + name, partitions, replicationFactor: 1 }
      await createTopic(client, topic, 30_000)
    }
    return prefixes
  }

  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: two instances both work, and every record is there once',
    async (delivery) => {
      const prefixes = await sources()
      const instances = [0, 1].map(() => startAttach(brokers(), prefixes, { delivery, shares: 2 }))
      for (const { figures } of instances) await untilStatus(figures, 'following')
      await replayScenarios(brokers(), SCENARIOS, prefixes.sourcePrefix, { speed: 8 })
      const expected = expectedOf(SCENARIOS)
      const legacy = await readLegacy(brokers(), prefixes.prefix, expected.length)
      expect(lines(legacy.messages)).toEqual(lines(expected))
      expectListsInOrder(legacy)
      for (const { figures } of instances) {
        expect(await figures.registry.metrics()).toMatch(/aliecs_attach_records_total\{.*\} [1-9]/)
      }
    },
    TIMEOUT_MS,
  )

  it.each(['SIGKILL', 'SIGSTOP'] as const)(
    '%s in the middle: the other one goes on with what it had',
    async (signal) => {
      const prefixes = await sources()
      const { child, log } = startLoggingCli([
        ...['attach', '--brokers', brokers(), '--from-beginning', '--session-timeout', '6'],
        ...['--shares', '3'],
        ...['--topic-prefix', prefixes.prefix, '--source-prefix', prefixes.sourcePrefix],
      ])
      await until(() => (log().match(/first start/g) ?? []).length === 4, log)
      const { figures, logger, stop } = startAttach(brokers(), prefixes)
      await untilStatus(figures, 'following')
      const replayed = replayScenarios(brokers(), SCENARIOS, prefixes.sourcePrefix, { speed: 4 })
      await sleep(3000) // in the middle of a transition, whichever that is
      child.kill(signal)
      await until(
        () => figures.shareCount === 4,
        () => logger.lines.join('\n'),
      )
      await replayed
      const expected = expectedOf(SCENARIOS)
      await readLegacy(brokers(), prefixes.prefix, expected.length)
      if (signal === 'SIGSTOP') {
        const before = log().length
        child.kill('SIGCONT')
        await until(() => /standing by|stood still|taken over|goes on where/.test(log().slice(before)), log)
      }
      child.kill('SIGTERM')
      expect((await child).exitCode).toBe(signal === 'SIGKILL' ? undefined : 0)
      await stop()
      // Nobody is left who could write: not the one that was stopped either.
      const legacy = await readLegacy(brokers(), prefixes.prefix, expected.length)
      expect(lines(legacy.messages)).toEqual(lines(expected))
      expectListsInOrder(legacy)
    },
    TIMEOUT_MS,
  )

  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: one instance with more owners than Node has threads: every record is there once',
    async (delivery) => {
      const shares = 6
      const prefixes = await sources({ environment: shares, run: shares })
      const { figures, stop } = startAttach(brokers(), prefixes, { delivery, shares })
      await until(
        () => figures.shareCount === shares + 1 && figures.status === 'following',
        () => `${shares + 1} shares that follow, has ${figures.shareCount}, is ${figures.status}`,
      )
      await replayScenarios(brokers(), SCENARIOS, prefixes.sourcePrefix, { speed: 8 })
      const expected = expectedOf(SCENARIOS)
      await readLegacy(brokers(), prefixes.prefix, expected.length)
      await stop()
      const legacy = await readLegacy(brokers(), prefixes.prefix, expected.length)
      expect(lines(legacy.messages)).toEqual(lines(expected))
      expectListsInOrder(legacy)
    },
    TIMEOUT_MS,
  )

  it('into another number than the state topic was made for is refused', async () => {
    const prefixes = await sources()
    const { figures, stop } = startAttach(brokers(), prefixes, { shares: 2 })
    await untilStatus(figures, 'following')
    await stop()
    const other = { ...attachOptions(brokers(), prefixes), shares: 5 }
    expect(await rejection(() => runAttach(other, new AbortController().signal))).toMatchObject({
      code: 'ATTACH_SHARES',
      message: expect.stringMatching(/^--shares 5, but topic \S+ is made for --shares 2 \(partitions: 3\); /),
    })
  })

  it('more of them than partitions: one that has nothing to do says so', async () => {
    const prefixes = await sources()
    const { figures, logger } = startAttach(brokers(), prefixes, { shares: PARTITIONS + 1 })
    await untilStatus(figures, 'following')
    const idle = logger.lines.filter((line) => line.includes('nothing to do'))
    expect(idle).toEqual([expect.stringContaining(`warn: share ${PARTITIONS + 1}: nothing to do`)])
  })

  it('are not where the two topics have different numbers of partitions', async () => {
    const prefixes = await sources({ run: 3 })
    const options = { ...attachOptions(brokers(), prefixes), shares: 2 }
    expect(await rejection(() => runAttach(options, new AbortController().signal))).toMatchObject({
      code: 'ATTACH_SHARES',
      message: expect.stringContaining('aliecs.run has 3'),
    })
  })

  it('one name for two instances: one of them ends, and says why', async () => {
    const prefixes = await sources()
    const end = new AbortController()
    const run = (): Promise<void> =>
      runAttach({ ...attachOptions(brokers(), prefixes), instance: 'twin' }, end.signal)
    // The second one mostly stays, but for a moment the group may see it the other way round.
    const twins = [run(), run()]
    const error = await rejection(() => Promise.race(twins))
    expect(error).toMatchObject({
      code: 'KFK_INSTANCE_TAKEN',
      message: expect.stringContaining('instance "twin"'),
    })
    end.abort()
    const ends = await Promise.allSettled(twins)
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })
})
