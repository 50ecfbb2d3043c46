/** Without the first event of a START_ACTIVITY the beginning of its run was not told, and no counter said so. */
import { expect, it } from 'vitest'
import type { Moment } from '../../attach/moment.js'
import { attachTo, recordedMoments } from '../helpers/attached-recording.js'

const lifecycle = recordedMoments('lifecycle')
const isBeginning = (moment: Moment): boolean =>
  moment.kind === 'environment' && moment.transition === 'START_ACTIVITY' && moment.phase === 'starting'
const beginnings = lifecycle.flatMap((moment, index) => (isBeginning(moment) ? [index] : []))

it.each(beginnings)('event %i is lost: the same messages', (index) => {
  const { messages, core } = attachTo(lifecycle.toSpliced(index, 1))
  const byTime = attachTo(lifecycle).messages
  expect(messages).toHaveLength(byTime.length)
  expect(new Set(messages)).toEqual(new Set(byTime))
  expect(core.counters.gaps).toBe(1)
})

it('is seen twice', () => {
  expect(beginnings).toHaveLength(2)
})
