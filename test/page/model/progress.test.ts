import { expect, test } from 'vitest'
import { progressOf } from '../../../page/model/progress.js'
import type { Happening } from '../../../page-api/schemas.js'

let clock = 0

function told(
  transition: string | null,
  kind: Happening['kind'],
  name: string,
  status: Happening['status'],
  error: string | null = null,
): Happening {
  clock += 10
  const detail = kind === 'call' ? 'kafka.PublishEnterStateUpdate()' : null
  return {
    ...{ environmentId: 'A', timestampMs: clock, state: 'CONFIGURED', runNumber: null },
    ...{ transition, kind, name, detail, status, error },
  }
}

const START = 'START_ACTIVITY'

test('steps, and in each what happened there', () => {
  const [progress, ...others] = progressOf([
    told(START, 'transition', START, 'started'),
    told(START, 'step', 'before_START_ACTIVITY', 'started'),
    told(START, 'call', 'root.kafka.sor', 'started'),
    told(START, 'call', 'root.kafka.sor', 'done'),
    told(START, 'step', 'before_START_ACTIVITY', 'done'),
    told(START, 'step', 'tasks_START_ACTIVITY', 'started'),
    told(START, 'task', 'root.host.readout', 'noted'),
  ])
  expect(others).toEqual([])
  expect(progress).toMatchObject({ transition: START, status: 'running', endedMs: null })
  expect(
    progress?.steps.map(({ name, status, items }) => [name, status, items.map((item) => item.name)]),
  ).toEqual([
    ['before_START_ACTIVITY', 'done', ['root.kafka.sor']],
    ['tasks_START_ACTIVITY', 'running', ['root.host.readout']],
  ])
  const [call] = progress?.steps[0]?.items ?? []
  expect(call).toMatchObject({ status: 'done' })
  expect((call?.endedMs ?? 0) - (call?.startedMs ?? 0)).toBe(10)
})

test('a call that is awaited later ends where it started', () => {
  const [progress] = progressOf([
    told(START, 'transition', START, 'started'),
    told(START, 'step', 'before_START_ACTIVITY', 'started'),
    told(START, 'call', 'root.dcs.sor', 'started'),
    told(START, 'step', 'before_START_ACTIVITY', 'done'),
    told(START, 'step', 'after_START_ACTIVITY', 'started'),
    told(START, 'call', 'root.dcs.sor', 'failed', 'timed out'),
    told(START, 'step', 'after_START_ACTIVITY', 'failed', 'timed out'),
    told(START, 'transition', START, 'failed', 'timed out'),
  ])
  expect(progress).toMatchObject({ status: 'failed', error: 'timed out' })
  expect(progress?.steps[0]?.items).toMatchObject([{ status: 'failed', error: 'timed out' }])
  expect(progress?.steps[1]).toMatchObject({ status: 'failed', items: [] })
})

test('the end of a creation belongs to its beginning, whatever was between', () => {
  const all = progressOf([
    told('CREATE', 'creation', 'starting', 'started'),
    told('CREATE', 'creation', 'workflow loaded', 'noted'),
    told('DEPLOY', 'transition', 'DEPLOY', 'started'),
    told('DEPLOY', 'transition', 'DEPLOY', 'done'),
    told('CREATE', 'creation', 'completed', 'done'),
    told('CREATE', 'creation', 'announced', 'noted'),
  ])
  expect(all.map(({ transition, status }) => [transition, status])).toEqual([
    ['DEPLOY', 'done'],
    ['CREATE', 'done'],
  ])
  expect(all[1]?.steps.flatMap(({ items }) => items.map(({ name, status }) => [name, status]))).toEqual([
    ['starting', 'noted'],
    ['workflow loaded', 'noted'],
    ['completed', 'done'],
    ['announced', 'noted'],
  ])
})

test('the same transition twice is two of them, newest first', () => {
  const once = () => [told(START, 'transition', START, 'started'), told(START, 'transition', START, 'done')]
  const all = progressOf([...once(), ...once()])
  expect(all).toHaveLength(2)
  expect(all[0]?.startedMs).toBeGreaterThan(all[1]?.startedMs ?? 0)
})

test('what happens outside of transitions is shown with the last one', () => {
  const all = progressOf([
    told(START, 'transition', START, 'started'),
    told(START, 'transition', START, 'done'),
    told(null, 'task', 'root.host.readout', 'failed', 'died'),
    told(null, 'error', 'GO_ERROR is imminent', 'failed', 'a critical task died'),
  ])
  expect(all).toHaveLength(1)
  expect(all[0]).toMatchObject({ status: 'done' })
  expect(all[0]?.steps[0]?.items.map(({ status }) => status)).toEqual(['failed', 'failed'])
})

test('the moments of a run stand for themselves: nothing waits for the end of one that is broken off', () => {
  const [progress] = progressOf([
    told(START, 'transition', START, 'started'),
    told(START, 'step', 'before_START_ACTIVITY', 'started'),
    told(START, 'run', START, 'started'),
    told(START, 'step', 'before_START_ACTIVITY', 'failed', 'timed out'),
    told(START, 'transition', START, 'failed', 'timed out'),
  ])
  expect(progress?.steps[0]?.items).toMatchObject([{ kind: 'run', status: 'noted' }])
})

test('a history whose beginning is not kept any more', () => {
  const [progress] = progressOf([
    told(START, 'call', 'root.dcs.sor', 'done'),
    told(START, 'step', 'before_START_ACTIVITY', 'done'),
    told(START, 'transition', START, 'done'),
  ])
  expect(progress).toMatchObject({ transition: START, status: 'done' })
})
