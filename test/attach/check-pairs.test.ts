import { expect, it } from 'vitest'
import { pairUp } from '../../attach/check-pairs.js'
import type { FoundRecord } from '../../attach/check-record.js'

const TOPIC = 'aliecs.env_state.RUNNING'

const record = (timestampMs: number, runNumber = 1, offset = timestampMs): FoundRecord => ({
  ...{ topic: TOPIC, environmentId: 'envA', timestampMs, partition: 0, offset },
  infos: [{ environmentId: 'envA', runNumber }],
})

it('equal ones first, whatever is nearer', () => {
  const expected = [record(1000, 1), record(1010, 2)]
  const found = [record(1008, 1), record(1012, 2)]
  const { pairs, missing, extra } = pairUp(expected, found, 15)
  expect(pairs.map(({ expected: a, found: b }) => [a.timestampMs, b.timestampMs])).toEqual([
    [1000, 1008],
    [1010, 1012],
  ])
  expect([missing, extra]).toEqual([[], []])
})

it('one that is lost leaves its neighbours where they are', () => {
  const expected = [record(1000, 1), record(2000, 2), record(3000, 3)]
  const { pairs, missing, extra } = pairUp(expected, [record(1000, 1), record(3000, 3)], 15)
  expect(pairs.map(({ found }) => found.timestampMs)).toEqual([1000, 3000])
  expect(missing).toEqual([expected[1]])
  expect(extra).toEqual([])
})

it('what is left pairs up within five seconds, and not beyond', () => {
  expect(pairUp([record(1000, 1)], [record(5900, 2)], 15).pairs).toHaveLength(1)
  const far = pairUp([record(1000, 1)], [record(6100, 1)], 15)
  expect(far).toMatchObject({ pairs: [], missing: [{ timestampMs: 1000 }], extra: [{ timestampMs: 6100 }] })
})

it('many that are all late: each has its own, and it takes no time to speak of', () => {
  const expected = Array.from({ length: 50_000 }, (_, number) => record(number, number))
  const found = expected.map(({ timestampMs }) => record(timestampMs + 4, timestampMs))
  const startMs = performance.now()
  const { pairs, missing, extra } = pairUp(expected, found, 2)
  expect(performance.now() - startMs).toBeLessThan(30_000)
  expect(pairs.length + missing.length).toBe(50_000)
  expect(extra).toHaveLength(missing.length)
  expect(pairs.length).toBeGreaterThan(49_900)
})
