import { expect, it } from 'vitest'
import { checkRecords } from '../../attach/check.js'
import { ExpectedRecords } from '../../attach/check-expected.js'
import type { CoreStartMoment } from '../../attach/moment.js'
import { recordedMoments } from '../helpers/attached-recording.js'
import { everything, foundRecords } from '../helpers/checked-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const LIST = 'aliecs.env_list.RUNNING'

it('a core that starts anew: its list is a moment apart, and the leave records of its runs are what attach adds', () => {
  const moments = recordedMoments('lifecycle')
  const entered = moments.findIndex(
    (moment) => moment.kind === 'environment' && moment.phase === 'completed' && moment.state === 'RUNNING',
  )
  const { timestampMs: runningMs = 0 } = moments[entered] ?? {}
  const startMs = runningMs + 10_000
  const start: CoreStartMoment = {
    ...{ kind: 'core-start', frameworkId: 'next', timestampMs: startMs },
    timestampNano: BigInt(startMs) * 1_000_000n,
  }
  const implied = new ExpectedRecords({ logger: new MemoryLogger() })
  const expected = [...moments.slice(0, entered + 1), start].flatMap((moment) => implied.accept(moment))
  expected.push(...implied.end())
  const before = foundRecords('lifecycle').filter(({ timestampMs }) => timestampMs <= runningMs)
  const list = { topic: LIST, environmentId: null, infos: [], partition: 0, offset: 10_000 }
  const check = (listMs: number) =>
    checkRecords(expected, [...before, { ...list, timestampMs: listMs }], everything()).findings
  const leave = { kind: 'missing', topic: 'aliecs.env_leave_state.RUNNING', timestampMs: startMs }
  expect(check(startMs + 2000)).toMatchObject([leave])
  expect(check(startMs - 2000)).toMatchObject([leave])
  expect(check(startMs + 20_000)).toMatchObject([{ kind: 'missing', topic: LIST }, leave, { kind: 'extra' }])
})

it('an environment is partial from its first event to its latest, until its variables come', () => {
  const implied = new ExpectedRecords({ logger: new MemoryLogger() })
  const moments = recordedMoments('lifecycle').filter(({ kind }) => kind !== 'core-start')
  const loaded = moments.findIndex((moment) => moment.kind === 'environment' && moment.phase === 'loaded')
  const [first, ...others] = moments.slice(loaded + 1, loaded + 30)
  for (const moment of [first, ...others]) if (moment !== undefined) implied.accept(moment)
  const times = [first, ...others].flatMap((moment) => moment?.timestampMs ?? [])
  expect([...implied.partial.values()]).toEqual([{ fromMs: Math.min(...times), toMs: Math.max(...times) }])
  const [id = ''] = implied.partial.keys()
  expect([implied.hasHeardOf(id), implied.hasHeardOf('nobody')]).toEqual([true, false])
  const variables = moments[loaded]
  if (variables !== undefined) implied.accept(variables)
  expect(implied.partial.size).toBe(0)
})
