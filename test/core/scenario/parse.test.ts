import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseScenario } from '../../../core/index.js'
import { atLeast } from '../../helpers/at-least.js'

const problemsOf = (text: string): string[] => {
  try {
    parseScenario(text, 's.yaml')
    return []
  } catch (error) {
    expect(error).toMatchObject({ code: 'SCENARIO_INVALID' })
    return (error instanceof Error ? error.message : '').split('\n')
  }
}

const folder = new URL('../../fixtures/scenarios/', import.meta.url)
it.each(atLeast(35, readdirSync(folder), 'scenario files'))('%s can be read', (file) => {
  expect(problemsOf(readFileSync(new URL(file, folder), 'utf8'))).toEqual([])
})

it('fills in what is not said, and knows the lines', () => {
  const { scenario, lines } = parseScenario(
    `name: s
steps:
  - create: { template: t, as: E1 }

  - wait: { environment: E1, state: CONFIGURED }
  - parallel:
      - destroy: { environment: E1 }
      - - fault: { event: START }
        - wait: { ms: 1 }
`,
    's.yaml',
  )
  expect(lines).toEqual([3, 5, 6])
  expect(scenario.steps).toEqual([
    { create: { template: 't', as: 'E1', mode: 'wait' } },
    { wait: { environment: 'E1', state: 'CONFIGURED', limitMs: 10_000 } },
    {
      parallel: [
        { destroy: { environment: 'E1', force: false, allowInRunningState: false } },
        [{ fault: { event: 'START', count: 1 } }, { wait: { ms: 1 } }],
      ],
    },
  ])
})

describe('mistakes, by line and step', () => {
  const step = (text: string): string => `name: s\nsteps:\n  - create: { template: t, as: E1 }\n  - ${text}\n`

  it.each([
    ['no YAML', 'name: [', /^s\.yaml:1: bad YAML: .* a bracket is not closed$/],
    ['an alias of nothing', 'name: *x', /^s\.yaml:1: bad YAML: /],
    ['empty', '', /^s\.yaml:1: the scenario is empty$/],
    ['no steps', 'name: s\nsteps: []\n', /^s\.yaml:2: steps: expected a list of steps, got an empty list$/],
    [
      'an unknown action',
      step('jump: { high: true }'),
      /^s\.yaml:4: step 2, jump: unknown key, expected one of create, transition/,
    ],
    [
      'a misspelt action',
      step('waiit: { ms: 1 }'),
      /^s\.yaml:4: step 2, waiit: unknown key, did you mean wait\?$/,
    ],
    [
      'a misspelt key',
      step('wait: { environment: E1, sate: ERROR }'),
      /^s\.yaml:4: step 2, wait\.sate: unknown key, did you mean state\?$/,
    ],
    [
      'a missing key',
      step('destroy: {}'),
      /^s\.yaml:4: step 2, destroy\.environment: expected letters, .*, got nothing$/,
    ],
    [
      'no map',
      step('destroy: E1'),
      /^s\.yaml:4: step 2, destroy: expected a map of environment, .*, got "E1"$/,
    ],
    [
      'a list for a branch',
      step('parallel: []'),
      /step 2, parallel: expected a list of steps, got an empty list$/,
    ],
    [
      'an event that does not exist',
      step('transition: { environment: E1, event: START_ACTIVTY }'),
      /^s\.yaml:4: step 2, transition\.event: expected one of DEPLOY, .*, got "START_ACTIVTY"; did you mean START_ACTIVITY\?$/,
    ],
    [
      'no action',
      step('expect: { state: RUNNING }'),
      /^s\.yaml:4: step 2: expected one of create, transition/,
    ],
    [
      'two actions',
      step('{ wait: { ms: 1 }, shutdown: {} }'),
      /^s\.yaml:4: step 2: expected one of .* none or several/,
    ],
    [
      'a wrong type',
      step('wait: { ms: soon }'),
      /^s\.yaml:4: step 2, wait\.ms: expected a whole number of milliseconds, got "soon"$/,
    ],
    [
      'an unknown state',
      step('wait: { environment: E1, state: DANCING }'),
      /^s\.yaml:4: step 2, wait\.state: /,
    ],
    [
      'an unknown fault',
      step('fault: { event: DANCE }'),
      /^s\.yaml:4: step 2, fault\.event: expected one of LAUNCH, .*, got "DANCE"$/,
    ],
    [
      'a var that is no text',
      step('create: { template: t, as: E2, vars: { a: 1 } }'),
      /step 2, create\.vars\.a: expected text, in quotes .*, got 1$/,
    ],
    [
      'an environment that nothing creates',
      step('transition: { environment: E2, event: RESET }'),
      /^s\.yaml:4: step 2, transition\.environment: no step before it creates an environment as E2$/,
    ],
    [
      'inside of parallel',
      step(
        'parallel:\n      - wait: { ms: 1 }\n      - - wait: { ms: 1 }\n        - destroy: { environment: E3 }',
      ),
      /^s\.yaml:7: step 2, parallel\.1\.1\.destroy\.environment: no step/,
    ],
  ])('%s', (_name, text, problem) => {
    const [first, ...rest] = problemsOf(text)
    expect(first).toMatch(problem)
    expect(rest).toEqual([])
  })

  it('an event that does not exist may be asked for, to see it refused', () => {
    const text = step(
      'transition: { environment: E1, event: DANCE }\n    expect: { error: TRANSITION_INVALID }',
    )
    expect(problemsOf(text)).toEqual([])
  })

  it('all of them at once', () => {
    expect(problemsOf(step('wait: { ms: -1 }\n  - taskEvent: { action: sleep }'))).toHaveLength(2)
  })
})
