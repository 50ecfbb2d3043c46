/**
 * Every list of runs was held against every run without an EOR, and the page was told of all of them anew: with the runs of
 * some killed cores in Kafka, each record took the core 10 ms, and the start of a daemon minutes. And the end of such a run
 * moved on with the oldest list that was kept.
 */
import { expect, it } from 'vitest'
import { RunBook } from '../../page-api/run-book.js'
import { KEPT } from '../../page-api/schemas.js'
import type { DecodedRecord } from '../../records/index.js'

type Content = Extract<DecodedRecord['content'], { kind: 'message' }>

const RUNS = 300

function record(topic: string, timestampMs: number, content: object): DecodedRecord {
  const message = { kind: 'message', ...content } as Content
  return { topic, partition: 0, offset: 0, key: null, timestampMs, content: message }
}

function sor(timestampMs: number, runNumber: number): DecodedRecord {
  const message = { envInfo: { environmentId: `E${runNumber}`, runNumber, detectors: [] } }
  return record('aliecs.env_state.RUNNING', timestampMs, { type: 'kafka.NewStateNotification', message })
}

function list(timestampMs: number, ...runNumbers: number[]): DecodedRecord {
  const activeRuns = runNumbers.map((runNumber) => ({ environmentId: `E${runNumber}`, runNumber }))
  const message = { activeRuns }
  return record('aliecs.env_list.RUNNING', timestampMs, { type: 'kafka.ActiveRunsList', message })
}

it('a run without an EOR is told once, and keeps its end', () => {
  const book = new RunBook()
  let now = 1000
  const ends = new Map<number, number | null>()
  let told = 0
  const add = (each: DecodedRecord): void => {
    for (const { runNumber, endMs } of book.add(each)) {
      told += 1
      ends.set(runNumber, endMs)
    }
  }
  for (let run = 1; run <= RUNS; run++) {
    add(sor(++now, run))
    add(list(++now, run))
  }
  const after = ++now
  for (let index = 0; index < KEPT + 100; index++) add(list(now++))

  // Each list has the latest run alone: the next one ends it.
  const expected = Array.from({ length: RUNS }, (_, index): [number, number] => [
    index + 1,
    index + 1 < RUNS ? 1000 + 2 * (index + 2) : after,
  ])
  expect([...ends]).toEqual(expected)
  expect(told).toBe(2 * RUNS)
  expect(book.runs().map(({ runNumber, endMs }) => [runNumber, endMs])).toEqual(expected)
})
