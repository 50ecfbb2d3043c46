/**
 * An instance that was started, and ended, before the core had written anything saved no offsets. The next one took itself for
 * the first, and learnt in silence what the core had written meanwhile: those records were lost.
 */
import { expect, it } from 'vitest'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import { expectedOf } from '../helpers/attached-recording.js'
import { describeWithKafka } from '../helpers/services.js'

describeWithKafka('attach that is started before its core', (kafka) => {
  it.each(['exactly-once', 'at-least-once'] as const)(
    '%s: makes messages of what came between its end and its next start',
    async (delivery) => {
      const prefixes = attachPrefixes()
      const first = startAttach(kafka(), prefixes, { begin: 'now', delivery })
      await untilStatus(first.figures, 'following')
      await first.stop()
      await replayScenarios(kafka(), ['reset_destroy'], prefixes.sourcePrefix)
      const second = startAttach(kafka(), prefixes, { begin: 'now', delivery })
      await untilStatus(second.figures, 'following')
      const expected = expectedOf(['reset_destroy'])
      const { messages } = await readLegacy(kafka(), prefixes.prefix, expected.length)
      expect(lines(messages)).toEqual(lines(expected))
      expect(second.logger.lines.join('\n')).toContain('goes on where group')
    },
  )
})
