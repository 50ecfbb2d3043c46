import { expect, test } from 'vitest'
import { barsOf, LANE_LIMIT, lanesOf, PERIODS, typesOf } from '../../../page/model/timeline.js'
import type { Run } from '../../../page-api/schemas.js'

const HOUR_MS = 3_600_000
const NOW = 100 * HOUR_MS
const [, ONE_HOUR, , , ALL] = PERIODS

function run(runNumber: number, startMs: number, endMs: number | null, changes: Partial<Run> = {}): Run {
  return {
    runNumber,
    environmentId: 'A',
    runType: 'PHYSICS',
    detectors: ['ITS', 'TPC'],
    startMs,
    endMs,
    ...changes,
  }
}

test('an open run grows to now; an old one is left out, one that reaches into the period is cut', () => {
  const { bars, from, to } = barsOf(
    [
      run(3, NOW - 1000, null),
      run(2, NOW - 2 * HOUR_MS, NOW - HOUR_MS / 2),
      run(1, NOW - 9 * HOUR_MS, NOW - 8 * HOUR_MS),
    ],
    ONE_HOUR,
    NOW,
  )
  expect([from.getTime(), to.getTime()]).toEqual([NOW - HOUR_MS, NOW])
  expect(bars.map(({ start, end }) => [start.getTime(), end.getTime()])).toEqual([
    [NOW - 1000, NOW],
    [NOW - HOUR_MS, NOW - HOUR_MS / 2],
  ])
  expect(bars[0]?.label).toBe('3 PHYSICS ITS TPC')
})

test('all runs: from the first one', () => {
  const { from } = barsOf([run(1, NOW - 9 * HOUR_MS, null), run(2, NOW, null)], ALL, NOW)
  expect(from.getTime()).toBe(NOW - 9 * HOUR_MS)
})

test('a clock that is ahead makes no bar that ends before it starts', () => {
  const { bars } = barsOf([run(1, NOW + 500, null)], ALL, NOW)
  expect(bars[0]?.end).toEqual(bars[0]?.start)
})

test('of too many environments the latest have lanes', () => {
  const runs = Array.from({ length: LANE_LIMIT + 5 }, (_, index) =>
    run(index, index, index + 1, { environmentId: String(index) }),
  )
  const lanes = lanesOf(barsOf(runs, ALL, NOW).bars)
  expect([lanes.length, lanes[0]]).toEqual([LANE_LIMIT, '5'])
})

test('lanes by the first run, types by their names', () => {
  const runs = [
    run(3, 30, 40, { environmentId: 'A', runType: null }),
    run(2, 20, 25, { environmentId: 'B', runType: 'COSMICS' }),
    run(1, 10, 15, { environmentId: 'A' }),
  ]
  expect(lanesOf(barsOf(runs, ALL, 50).bars)).toEqual(['A', 'B'])
  expect(typesOf(runs)).toEqual(['COSMICS', 'PHYSICS', 'unknown'])
})
