import { describe, expect, it } from 'vitest'
import { parseScenario, runScenario, type StepResult } from '../../../core/index.js'
import { createCoreHarness } from '../../helpers/core-harness.js'
import { templateWith } from '../../helpers/probe-plugin.js'

/** Steps, with the environment E1 made before them. */
async function run(steps: string) {
  const core = await createCoreHarness({
    templates: { '/s/t.yaml': templateWith({}) },
    taskTransitionDelayMs: 0,
  })
  const told: StepResult[] = []
  const text = `name: s\nsteps:\n  - create: { template: t, as: E1 }\n${steps}`
  const scenario = parseScenario(text, '/s/s.yaml')
  const host = { manager: core.manager, tasks: core.tasks, onStep: (result: StepResult) => told.push(result) }
  const result = await runScenario(scenario, host)
  expect(told).toEqual(result.steps)
  return { core, ...result, last: result.steps.at(-1) }
}

describe('a step', () => {
  it('comes to a state', async () => {
    const { ok, steps, ids, core } = await run('  - transition: { environment: E1, event: START_ACTIVITY }\n')
    expect(ok).toBe(true)
    expect(steps).toMatchObject([
      { step: 1, line: 3, description: 'create E1 from t', state: 'CONFIGURED', error: null },
      { step: 2, line: 4, description: 'transition E1 START_ACTIVITY', state: 'RUNNING', failure: null },
    ])
    expect(core.manager.findEnvironment(ids.get('E1') ?? '')?.state).toBe('RUNNING')
  })

  it('that fails is a failure, and the last one', async () => {
    const { ok, steps, last } = await run(
      '  - transition: { environment: E1, event: STOP_ACTIVITY }\n  - destroy: { environment: E1 }\n',
    )
    expect([ok, steps.length]).toEqual([false, 2])
    expect(last).toMatchObject({ state: 'ERROR', failure: expect.stringContaining('inappropriate') })
  })

  it.each([
    ['an error by its text', 'error: inappropriate', null],
    ['an error by its code', 'error: EVENT_INAPPROPRIATE', null],
    ['error and state', 'error: inappropriate, state: ERROR', null],
    [
      'another error',
      'error: TASKS_FAILED',
      'expected an error with "TASKS_FAILED", got: event STOP_ACTIVITY',
    ],
    ['another state', 'error: inappropriate, state: DONE', 'expected state DONE, got ERROR'],
  ])('that is expected to come to %s', async (_name, expectation, failure) => {
    const { last } = await run(
      `  - transition: { environment: E1, event: STOP_ACTIVITY }\n    expect: { ${expectation} }\n`,
    )
    expect(last?.failure).toEqual(failure === null ? null : expect.stringContaining(failure))
  })

  it('that should fail and does not', async () => {
    const { last } = await run('  - wait: { ms: 1 }\n    expect: { error: x }\n')
    expect(last?.failure).toBe('expected an error with "x", got none')
  })
})

describe('waiting', () => {
  it('for a state that does not come', async () => {
    const { last } = await run('  - wait: { environment: E1, state: RUNNING, limitMs: 10 }\n')
    expect(last?.failure).toBe('E1 is CONFIGURED after 10 ms, not RUNNING')
  })

  it('for one that is being made, and for one that is gone', async () => {
    const { ok } =
      await run(`  - create: { template: t, as: E2, mode: async, vars: { hosts: '["flp-its-1"]' } }
  - wait: { environment: E2, state: CONFIGURED }
  - create: { template: nothing, as: E3, mode: async }
  - wait: { environment: E3, state: DONE }
  - destroy: { environment: E2 }
  - wait: { environment: E2, state: DONE }
    expect: { state: DONE }
`)
    expect(ok).toBe(true)
  })
})

it('faults, events of tasks, parallel steps, shutdown', async () => {
  const { ok, steps, core } = await run(`  - fault: { event: START, host: flp-mft-1, error: no }
  - parallel:
      - - transition: { environment: E1, event: START_ACTIVITY }
          expect: { error: 'with error: no', state: ERROR }
        - destroy: { environment: E1, force: true }
      - create: { template: t, as: E2, vars: { hosts: '["flp-its-1"]' } }
  - transition: { environment: E2, event: START_ACTIVITY }
  - taskEvent: { action: end_of_stream, environment: E2 }
  - wait: { environment: E2, state: CONFIGURED }
  - shutdown: {}
`)
  expect(steps.flatMap(({ failure }) => failure ?? [])).toEqual([])
  expect([ok, core.manager.environments]).toEqual([true, []])
  expect(steps.map(({ step, description }) => `${step} ${description}`).toSorted()).toEqual([
    '1 create E1 from t',
    '2 fault START host="flp-mft-1" error="no"',
    '3 create E2 from t',
    '3 destroy E1 force',
    '3 transition E1 START_ACTIVITY',
    '4 transition E2 START_ACTIVITY',
    '5 taskEvent end_of_stream environment="E2"',
    '6 wait E2 CONFIGURED',
    '7 shutdown',
  ])
})

it('an event of tasks that are not there is a failure', async () => {
  const { last } = await run('  - taskEvent: { action: fail, host: flp-nowhere-1 }\n')
  expect(last?.failure).toMatch(/^no task of any environment is on flp-nowhere-1: tasks are on flp-\w+-1/)
})
