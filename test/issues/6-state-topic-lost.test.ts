/**
 * The state topic of attach was deleted while nobody ran: it went on where it was, and took every environment for one whose
 * beginning nobody had seen. Now it learns anew, in silence, what it had known.
 */
import { Kafka, logLevel } from 'kafkajs'
import { expect, it } from 'vitest'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { attachTo, recordedMoments } from '../helpers/attached-recording.js'
import { describeWithKafka } from '../helpers/services.js'

const SCENARIO = 'lifecycle'
/** So many of its events: its first environment is in RUNNING then. */
const MIDDLE = 72

describeWithKafka('attach without its memory', (brokers) => {
  it('learns anew what it had known', async () => {
    const prefixes = attachPrefixes()
    const moments = recordedMoments(SCENARIO)
    const expected = attachTo(moments).messages
    const before = attachTo(moments.slice(0, MIDDLE)).messages.length
    const first = startAttach(brokers(), prefixes)
    await untilStatus(first.figures, 'following')
    await replayScenarios(brokers(), [SCENARIO], prefixes.sourcePrefix, { part: [0, MIDDLE] })
    await readLegacy(brokers(), prefixes.prefix, before)
    await first.stop()

    const admin = new Kafka({ brokers: [brokers()], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    await admin.deleteTopics({ topics: [`${prefixes.prefix}aliecs.attach.state`] })
    await admin.disconnect()

    const second = startAttach(brokers(), prefixes)
    await untilStatus(second.figures, 'following')
    await replayScenarios(brokers(), [SCENARIO], prefixes.sourcePrefix, {
      part: [MIDDLE, Number.POSITIVE_INFINITY],
    })
    const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
    expect(lines(messages)).toEqual(lines(expected))
    expect(second.logger.lines.join('\n')).toContain('has no saved state')
  })
})
