import { expect, test } from 'vitest'
import { ROW_LIMIT } from '../../../page/model/bounded.js'
import { learn, type NewsItem, NOTHING_KNOWN } from '../../../page/model/knowledge.js'
import type { EnvironmentSummary, Happening, RecordView, Run } from '../../../page-api/schemas.js'

function environment(id: string, changes: Partial<EnvironmentSummary> = {}): NewsItem {
  const data: EnvironmentSummary = {
    id,
    state: 'CONFIGURED',
    currentTransition: null,
    runNumber: null,
    runType: 'PHYSICS',
    detectors: ['ITS'],
    hosts: 1,
    tasks: 1,
    template: 'readout-dataflow',
    createdMs: 1000,
    enteredStateMs: 2000,
    kafkaEnabled: true,
    kafkaCalls: { ended: 0, failed: 0, lastFailed: false, error: null },
    lastError: null,
    warnings: [],
    allowedTransitions: ['START_ACTIVITY', 'RESET'],
    ...changes,
  }
  return { name: 'environment', data }
}

function record(offset: number, changes: Partial<RecordView> = {}): NewsItem {
  const data: RecordView = {
    topic: 'aliecs.env_state.RUNNING',
    partition: 0,
    offset,
    key: 'A',
    timestampMs: offset,
    type: null,
    environmentId: 'A',
    runNumber: null,
    summary: '',
    json: null,
    ...changes,
  }
  return { name: 'record', data }
}

function happening(timestampMs: number, changes: Partial<Happening> = {}): NewsItem {
  const data: Happening = {
    environmentId: 'A',
    timestampMs,
    state: 'CONFIGURED',
    runNumber: null,
    transition: 'START_ACTIVITY',
    kind: 'step',
    name: 'before_START_ACTIVITY',
    detail: null,
    status: 'started',
    error: null,
    ...changes,
  }
  return { name: 'happening', data }
}

function run(runNumber: number, changes: Partial<Run> = {}): NewsItem {
  return {
    name: 'run',
    data: {
      runNumber,
      environmentId: 'A',
      runType: 'PHYSICS',
      detectors: [],
      startMs: runNumber,
      endMs: null,
      ...changes,
    },
  }
}

test('an environment is known in its latest state, newest first', () => {
  const known = learn(NOTHING_KNOWN, [
    environment('A'),
    environment('B', { createdMs: 5000 }),
    environment('A', { state: 'RUNNING', runNumber: 7 }),
  ])
  expect(known.environments.map(({ id, state }) => [id, state])).toEqual([
    ['B', 'CONFIGURED'],
    ['A', 'RUNNING'],
  ])
})

test('one that is gone is gone, with the reason', () => {
  const before = learn(NOTHING_KNOWN, [environment('A'), environment('B')])
  const known = learn(before, [
    environment('A', { state: 'DONE' }),
    { name: 'environment-gone', data: { id: 'A', timestampMs: 9, error: 'detector in use' } },
  ])
  expect(known.environments.map(({ id }) => id)).toEqual(['B'])
  expect(known.gone).toEqual([{ id: 'A', timestampMs: 9, error: 'detector in use' }])
})

test('a record that is told twice is there once; no more than the limit are kept', () => {
  const known = learn(learn(NOTHING_KNOWN, [record(1), record(2)]), [record(2), record(3)])
  expect(known.records.map(({ offset }) => offset)).toEqual([3, 2, 1])
  const many = Array.from({ length: ROW_LIMIT + 10 }, (_, index) => record(index + 10))
  const full = learn(known, many)
  expect(full.records).toHaveLength(ROW_LIMIT)
  expect(full.records[0]?.offset).toBe(ROW_LIMIT + 19)
})

test('equal offsets of two partitions are two records', () => {
  expect(learn(NOTHING_KNOWN, [record(1), record(1, { partition: 1 })]).records).toHaveLength(2)
})

test('the end of a run takes the place of its beginning; equal numbers of two environments are two runs', () => {
  const before = learn(NOTHING_KNOWN, [run(1), run(2), run(1, { environmentId: 'B', startMs: 5 })])
  const known = learn(before, [run(1, { endMs: 3 }), run(2), run(2, { endMs: 9 })])
  expect(known.runs.map(({ environmentId, runNumber, endMs }) => [environmentId, runNumber, endMs])).toEqual([
    ['B', 1, null],
    ['A', 2, 9],
    ['A', 1, 3],
  ])
})

test('happenings stay in their order, each once', () => {
  const before = learn(NOTHING_KNOWN, [happening(5), happening(9)])
  const known = learn(before, [happening(1), happening(9), happening(9, { status: 'done' })])
  expect(known.happenings.map(({ timestampMs, status }) => [timestampMs, status])).toEqual([
    [1, 'started'],
    [5, 'started'],
    [9, 'started'],
    [9, 'done'],
  ])
})

test('a part of which nothing is told stays the same object', () => {
  const before = learn(NOTHING_KNOWN, [environment('A'), record(1), run(1), happening(1)])
  const after = learn(before, [record(2)])
  expect(after.environments).toBe(before.environments)
  expect(after.runs).toBe(before.runs)
  expect(after.happenings).toBe(before.happenings)
  expect(after.records).not.toBe(before.records)
})
