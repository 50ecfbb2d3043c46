import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it, onTestFinished } from 'vitest'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { expectedOf } from '../helpers/attached-recording.js'
import { startLoggingCli } from '../helpers/cli.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { describeWithKafka, describeWithKafkaTools } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { startKafka } from '../services/kafka.js'

/** Only ends what hangs. */
const TIMEOUT_MS = 600_000
const SCENARIOS = ['lifecycle', 'reset_destroy', 'destroy_force_running', 'configure_refused']

/** Without transactions, what was acknowledged although nobody heard of it is written once more. */
function expectDelivered(
  delivery: 'exactly-once' | 'at-least-once',
  messages: readonly LegacyMessage[],
  expected: readonly LegacyMessage[],
): void {
  const [ours, theirs] = [lines(messages), lines(expected)]
  if (delivery === 'exactly-once') expect(ours).toEqual(theirs)
  else expect(new Set(ours)).toEqual(new Set(theirs))
  expect(lastList(messages)).toEqual(lastList(expected))
}

/** All lists have one key, and so one order. */
function lastList(messages: readonly LegacyMessage[]): LegacyMessage | undefined {
  return messages.findLast(({ kind }) => kind === 'list')
}

describeWithKafka('attach, two instances', (brokers) => {
  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: one is stopped without a word and goes on later, and stands by',
    async (delivery) => {
      const prefixes = attachPrefixes()
      const { child, log } = startLoggingCli([
        ...['attach', '--brokers', brokers(), '--from-beginning', '--session-timeout', '6'],
        ...['--delivery', delivery],
        ...['--topic-prefix', prefixes.prefix, '--source-prefix', prefixes.sourcePrefix],
      ])
      await until(() => log().includes('first start'), log)
      const { figures, stop } = startAttach(brokers(), prefixes, { delivery })
      await untilStatus(figures, 'standby')
      const replayed = replayScenarios(brokers(), SCENARIOS, prefixes.sourcePrefix, { speed: 4 })
      await sleep(3000) // in the middle of a transition, whichever that is
      child.kill('SIGSTOP')
      await untilStatus(figures, 'following')
      const before = log().length
      child.kill('SIGCONT')
      await replayed
      const expected = expectedOf(SCENARIOS)
      await readLegacy(brokers(), prefixes.prefix, expected.length)
      await until(() => /standing by|stood still|taken over|goes on where/.test(log().slice(before)), log)
      child.kill('SIGTERM')
      expect((await child).exitCode).toBe(0)
      await stop()
      // Nobody is left who could write: not the one that was stopped either.
      const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
      expectDelivered(delivery, messages, expected)
    },
    TIMEOUT_MS,
  )
})

describeWithKafkaTools('attach on a broker of its own, with three partitions a topic', () => {
  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: the broker is killed and started again in the middle',
    async (delivery) => {
      const kafka = await startKafka({ partitions: 3 })
      onTestFinished(() => kafka.dispose())
      const prefixes = attachPrefixes()
      const { figures, logger, stop } = startAttach(kafka.brokers, prefixes, { delivery })
      await untilStatus(figures, 'following')
      const replayed = replayScenarios(kafka.brokers, SCENARIOS, prefixes.sourcePrefix, { speed: 6 })
      await sleep(3000) // in the middle of a transition, whichever that is
      await kafka.kill()
      await sleep(1000)
      await kafka.start()
      await replayed
      const expected = expectedOf(SCENARIOS)
      const { messages } = await readLegacy(kafka.brokers, prefixes.prefix, expected.length)
      expectDelivered(delivery, messages, expected)
      expect(logger.lines.filter((line) => line.startsWith('error'))).toEqual([])
      await stop()
    },
    TIMEOUT_MS,
  )
})
