import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectationOf } from '../../../bin/demo/expectation.js'
import { parseScenario } from '../../../core/index.js'

function expectation(...steps: string[]) {
  return expectationOf(
    parseScenario(`name: x\nsteps:\n${steps.map((step) => `  - ${step}\n`).join('')}`, 's.yaml'),
  )
}

const CREATE = 'create: {as: A, template: t}'
const START = 'transition: {environment: A, event: START_ACTIVITY}'
const short = (topics: readonly string[] = []) => topics.map((topic) => topic.replace('aliecs.env_', ''))
const CREATED = [
  'state.STANDBY',
  'leave_state.STANDBY',
  'state.DEPLOYED',
  'leave_state.DEPLOYED',
  'state.CONFIGURED',
]
const STARTED = ['aliecs.before_start_activity', 'leave_state.CONFIGURED', 'state.RUNNING']

describe('expectationOf', () => {
  it('knows a whole life', () => {
    const stop = 'transition: {environment: A, event: STOP_ACTIVITY}'
    const { environments, lists } = expectation(CREATE, START, stop, 'destroy: {environment: A}')
    expect(short(environments.get('A'))).toEqual([
      ...[...CREATED, ...STARTED, 'leave_state.RUNNING', 'state.CONFIGURED'],
      ...['leave_state.CONFIGURED', 'state.DEPLOYED', 'leave_state.DEPLOYED', 'state.UNKNOWN'],
    ])
    expect(lists).toEqual([[], [], [], [], ['A'], [], [], []])
  })

  it('knows a task that dies', () => {
    const fail = 'taskEvent: {action: fail, environment: A}'
    const { environments, lists } = expectation(CREATE, START, fail, 'destroy: {environment: A}')
    expect(short(environments.get('A'))).toEqual([
      ...[...CREATED, ...STARTED, 'leave_state.RUNNING', 'state.ERROR', 'leave_state.ERROR', 'state.UNKNOWN'],
    ])
    expect(lists.at(-1)).toEqual([])
  })

  it.each([
    'parallel: [{ wait: { ms: 1 } }]',
    'fault: {event: START}',
    'taskEvent: {action: internal_error, environment: A}',
    'transition: {environment: A, event: RESET}, expect: {error: x}',
    'transition: {environment: A, event: STOP_ACTIVITY}',
    'destroy: {environment: A, force: true}',
  ])('refuses what it cannot tell: %s', (step) => {
    expect(() => expectation(CREATE, `{ ${step} }`)).toThrow(
      's.yaml:4: cannot tell what this step must publish',
    )
  })

  it('knows the scenario of the demo: everything that a demo should have', () => {
    const file = new URL('../../../examples/demo.yaml', import.meta.url)
    const { environments, lists } = expectationOf(parseScenario(readFileSync(file, 'utf8'), 'demo.yaml'))
    const count = (alias: string, topic: string) =>
      environments.get(alias)?.filter((each) => each === `aliecs.${topic}`).length
    for (const alias of ['PHYSICS', 'COSMICS']) {
      expect(count(alias, 'env_state.RUNNING')).toBe(2)
      expect(count(alias, 'env_leave_state.RUNNING')).toBe(2)
      expect(count(alias, 'env_state.UNKNOWN')).toBe(1)
    }
    expect([count('PHYSICS', 'env_state.ERROR'), count('COSMICS', 'env_state.ERROR')]).toEqual([0, 1])
    expect(lists).toContainEqual(['PHYSICS', 'COSMICS'])
  })
})
