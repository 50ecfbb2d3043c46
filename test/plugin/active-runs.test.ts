import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import { ActiveRuns } from '../../plugin/active-runs.js'
import type { EnvInfo } from '../../plugin/env-info.js'

const run = (environmentId: string, detectors: string[], runNumber?: number): EnvInfo => ({
  environmentId,
  state: 'RUNNING',
  detectors,
  enterStateTimestamp: '1',
  ...(runNumber === undefined ? {} : { runNumber }),
})

const listed = (runs: ActiveRuns) =>
  kafka.ActiveRunsList.deserializeBinary(runs.encode(5)).getActiverunsList()
const idsOf = (runs: ActiveRuns) => listed(runs).map((entry) => entry.getEnvironmentid())

function activeRuns(...entries: EnvInfo[]): ActiveRuns {
  const runs = new ActiveRuns()
  for (const entry of entries) runs.set(entry)
  return runs
}

describe('the order of a list', () => {
  it('begins with ITS and company, then has most detectors first, then the lowest run, then the id', () => {
    const runs = activeRuns(
      run('one-late', ['TPC'], 9),
      run('none', [], 1),
      run('two', ['TPC', 'TOF'], 3),
      run('its-alone', ['ITS'], 2),
      run('its-two', ['ITS', 'TPC'], 8),
      run('one-b', ['MCH'], 4),
      run('one-a', ['MCH'], 4),
      run('its-three', ['TPC', 'ITS', 'TOF'], 7),
      run('no-run', ['MFT']),
    )
    expect(idsOf(runs)).toEqual([
      'its-three',
      'its-two',
      'two',
      'its-alone',
      'one-a',
      'one-b',
      'one-late',
      'no-run',
      'none',
    ])
  })

  it('does not depend on who came first', () => {
    const entry = fc.record({
      id: fc.string({ maxLength: 4 }),
      detectors: fc.array(fc.constantFrom('ITS', 'TPC', 'TOF'), { maxLength: 4 }),
      runNumber: fc.option(fc.nat(3), { nil: undefined }),
    })
    const entries = fc.uniqueArray(entry, { selector: ({ id }) => id, maxLength: 12 })
    const shuffled = entries.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, ([one, other]) => {
        const [a, b] = [one, other].map((all) =>
          activeRuns(...all.map(({ id, detectors, runNumber }) => run(id, detectors, runNumber))),
        )
        expect(a?.encode(1)).toEqual(b?.encode(1))
      }),
    )
  })
})

describe('ActiveRuns', () => {
  it('replaces an entry, and drops one', () => {
    const runs = activeRuns(run('a', ['TPC'], 1), run('b', ['TPC'], 2))
    runs.set(run('a', ['TOF'], 3))
    expect(listed(runs).map((entry) => entry.getRunnumber())).toEqual([2, 3])
    runs.delete('b')
    runs.delete('never there')
    expect(idsOf(runs)).toEqual(['a'])
    expect(runs.size).toBe(1)
  })

  it('sorts detectors by their UTF-8 bytes, in the entry only', () => {
    const detectors = ['\u{1F680}', '\uFF5E', 'a', 'B']
    const runs = activeRuns(run('a', detectors))
    expect(listed(runs)[0]?.getDetectorsList()).toEqual(['B', 'a', '\uFF5E', '\u{1F680}'])
    expect(detectors[0]).toBe('\u{1F680}')
  })
})
