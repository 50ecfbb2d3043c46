import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import {
  expectedOf,
  inOrderOfTime,
  recordedMoments,
  recordedScenarios,
} from '../helpers/attached-recording.js'
import { startLoggingCli } from '../helpers/cli.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka } from '../helpers/services.js'
import { until } from '../helpers/until.js'

const SCENARIOS = inOrderOfTime(
  recordedScenarios().filter((scenario) => recordedMoments(scenario).length > 0),
)

/** Of some length, one after the other. */
const KILLED_IN = SCENARIOS.filter((scenario) =>
  ['lifecycle', 'reset_destroy', 'configure_refused', 'stop_refused', 'two_environments'].includes(scenario),
)

/** So often an instance is killed; ATTACH_KILLS=200 for a whole proof. */
const KILLS = Number(process.env['ATTACH_KILLS'] ?? 3)

/** An instance in a process of its own, which has the lock. */
async function started(args: readonly string[]) {
  const { child, log } = startLoggingCli(args)
  await until(
    () => /goes on where|first start/.test(log()),
    () => `attach begins: ${log()}`,
  )
  return { child }
}

describeWithKafka('attach on a real Kafka', (brokers) => {
  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: every record of every recording once',
    async (delivery) => {
      const prefixes = attachPrefixes()
      await replayScenarios(brokers(), SCENARIOS, prefixes.sourcePrefix)
      const { figures, stop } = startAttach(brokers(), prefixes, { delivery })
      const expected = expectedOf(SCENARIOS)
      const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
      expect(lines(messages)).toEqual(lines(expected))
      await stop()
      expect(figures.status).toBe('stopped')
    },
  )

  it('goes on where the last one was, and a standby takes over', async () => {
    const prefixes = attachPrefixes()
    const first = startAttach(brokers(), prefixes)
    await untilStatus(first.figures, 'following')
    const second = startAttach(brokers(), prefixes)
    await untilStatus(second.figures, 'standby')
    await replayScenarios(brokers(), ['lifecycle'], prefixes.sourcePrefix, { speed: 20 })
    await first.stop()
    await untilStatus(second.figures, 'following')
    await replayScenarios(brokers(), ['reset_destroy'], prefixes.sourcePrefix)
    const expected = expectedOf(['lifecycle', 'reset_destroy'])
    const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
    expect(lines(messages)).toEqual(lines(expected))
  })

  it('leaves out what is no event, and says where it was', async () => {
    const prefixes = attachPrefixes()
    const publisher = createKafkaPublisher({ brokers: brokers(), logger: new MemoryLogger() })
    const topic = `${prefixes.sourcePrefix}aliecs.environment`
    await publisher.publish([{ topic, key: 'x', value: Buffer.from('no event') }], { timeoutMs: 60_000 })
    await publisher.close(10_000)
    const { logger } = startAttach(brokers(), prefixes)
    await replayScenarios(brokers(), ['reset_destroy'], prefixes.sourcePrefix)
    const expected = expectedOf(['reset_destroy'])
    const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
    expect(lines(messages)).toEqual(lines(expected))
    expect(logger.lines.join('\n')).toContain(`${topic} 0 0: no event, left out`)
  })

  it('learns in silence what there is before its first start', async () => {
    const prefixes = attachPrefixes()
    const topics = /^aliecs\.(environment|run)$/
    await replayScenarios(brokers(), ['reset_destroy'], prefixes.sourcePrefix, { topics })
    const { figures } = startAttach(brokers(), prefixes, { begin: 'now' })
    await untilStatus(figures, 'following')
    await replayScenarios(brokers(), ['destroy_force_running'], prefixes.sourcePrefix)
    const expected = expectedOf(['destroy_force_running'])
    const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
    expect(lines(messages)).toEqual(lines(expected))
  })

  it(`killed ${KILLS} times at random: every record once`, async () => {
    const prefixes = attachPrefixes()
    const args = [
      ...['attach', '--brokers', brokers(), '--from-beginning', '--instance', prefixes.prefix],
      ...['--topic-prefix', prefixes.prefix, '--source-prefix', prefixes.sourcePrefix],
    ]
    const replayed = replayScenarios(brokers(), KILLED_IN, prefixes.sourcePrefix, {
      speed: Math.min(8, 20 / KILLS), // it should last as long as there are kills
    })
    for (let kill = 0; kill < KILLS; kill++) {
      const { child } = await started(args)
      await sleep(Math.random() * 1000)
      child.kill('SIGKILL')
      await child
    }
    const { child: last } = await started(args)
    await replayed
    const expected = expectedOf(KILLED_IN)
    const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
    expect(lines(messages)).toEqual(lines(expected))
    last.kill('SIGTERM')
    expect((await last).exitCode).toBe(0)
  }, 3_600_000)
})
