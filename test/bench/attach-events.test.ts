import { expect, test } from 'vitest'
import { readMoment } from '../../attach/moment.js'
import { type Chapter, chapterEvents } from '../../bench/attach-events.js'
import { attachTo } from '../helpers/attached-recording.js'

/** The same environment from its creation through two runs. */
const LIFE: readonly [Chapter, number][] = [
  ['creation', 0],
  ['START_ACTIVITY', 501],
  ['STOP_ACTIVITY', 501],
  ['START_ACTIVITY', 502],
  ['STOP_ACTIVITY', 502],
]

function life() {
  let nano = 1_795_399_000_000_000_000n
  const nextNano = (): bigint => {
    nano += 100_000n
    return nano
  }
  return LIFE.flatMap(([chapter, runNumber]) =>
    chapterEvents(chapter, { environmentId: 'envA', runNumber, nextNano }),
  )
}

test('chapters follow one another without a gap: attach finds nothing to mend', () => {
  const { core, messages } = attachTo(life().flatMap(({ value }) => readMoment(value) ?? []))
  expect(Object.values(core.counters).every((count) => count === 0)).toBe(true)
  const run = ['before_start_activity', 'env_leave_state.CONFIGURED', 'env_state.RUNNING', 'env_list.RUNNING']
  const end = ['env_leave_state.RUNNING', 'env_state.CONFIGURED', 'env_list.RUNNING']
  expect(messages.slice(-14).map(({ topic }) => topic)).toEqual(
    [...run, ...end, ...run, ...end].map((name) => `aliecs.${name}`),
  )
  const starts = messages.flatMap((each) => (each.kind === 'B' ? each.info.runNumber : []))
  expect(starts).toEqual([501, 502])
})

test('every event has the key of its environment, a topic of the core, and a time of its own', () => {
  const events = life()
  expect(new Set(events.map(({ key }) => key))).toEqual(new Set(['envA']))
  expect(new Set(events.map(({ topic }) => topic))).toEqual(new Set(['aliecs.environment', 'aliecs.run']))
  const nanos = events.map(({ value }) => readMoment(value)?.timestampNano)
  expect(new Set(nanos).size).toBe(events.length)
})
