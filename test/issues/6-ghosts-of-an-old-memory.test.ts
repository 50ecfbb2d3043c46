/**
 * A group whose offsets were gone, as after a week without an instance, began anew with its old memory: what had ended meanwhile,
 * in events that retention had cut, stayed in the running list for ever, and the next start of a core told its EOR.
 */
import { Kafka, logLevel } from 'kafkajs'
import { expect, it } from 'vitest'
import type { AttachFigures } from '../../attach/index.js'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { attachTo, expectedOf, recordedMoments } from '../helpers/attached-recording.js'
import { describeWithKafka } from '../helpers/services.js'

const OLD = 'lifecycle'
/** So many of its events: its first environment is in RUNNING then. */
const MIDDLE = 72
/** Another core, later: a run of its own, in whose lists the old one would be. */
const NEXT = 'destroy_force_running'
/** Later still, with the start of a core at its end. */
const LAST = 'core_killed_running'

const runningOf = async ({ registry }: AttachFigures): Promise<string | undefined> =>
  /aliecs_attach_running\{share="all"\} (\d+)/.exec(await registry.metrics())?.[1]

async function forgetOffsets(brokers: string, group: string): Promise<void> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    await admin.deleteGroups([group])
  } finally {
    await admin.disconnect()
  }
}

describeWithKafka('attach whose offsets are gone', (brokers) => {
  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: forgets what it remembers too',
    async (delivery) => {
      const { prefix, sourcePrefix } = attachPrefixes()
      const old = attachTo(recordedMoments(OLD).slice(0, MIDDLE)).messages
      const next = expectedOf([NEXT])
      const all = [...old, ...expectedOf([NEXT, LAST])]

      const first = startAttach(brokers(), { prefix, sourcePrefix }, { delivery })
      await untilStatus(first.figures, 'following')
      await replayScenarios(brokers(), [OLD], sourcePrefix, { part: [0, MIDDLE] })
      await readLegacy(brokers(), prefix, old.length)
      expect(await runningOf(first.figures)).toBe('1')
      await first.stop()

      await forgetOffsets(brokers(), `${prefix}aliecs-attach`)
      // Topics without an event of the old time.
      const later = { prefix, sourcePrefix: attachPrefixes().sourcePrefix }
      const second = startAttach(brokers(), later, { delivery, begin: 'now' })
      await untilStatus(second.figures, 'following')
      expect(await runningOf(second.figures)).toBe('0')
      expect(second.logger.lines.join('\n')).toContain('first start of group')
      await replayScenarios(brokers(), [NEXT], later.sourcePrefix)
      await readLegacy(brokers(), prefix, old.length + next.length)
      await second.stop()
      const { messages } = await readLegacy(brokers(), prefix, old.length + next.length)
      expect(lines(messages)).toEqual(lines([...old, ...next]))

      const third = startAttach(brokers(), later, { delivery, begin: 'now' })
      await untilStatus(third.figures, 'following')
      expect(await runningOf(third.figures)).toBe('0')
      expect(third.logger.lines.join('\n')).toContain('0 environments, 0 in RUNNING')
      await replayScenarios(brokers(), [LAST], later.sourcePrefix)
      await readLegacy(brokers(), prefix, all.length)
      await third.stop()
      const { messages: told } = await readLegacy(brokers(), prefix, all.length)
      expect(lines(told)).toEqual(lines(all))
    },
  )
})
