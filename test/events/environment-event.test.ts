import { describe, expect, it } from 'vitest'
import type { CreationStep, EnvironmentEvent } from '../../core/index.js'
import { environmentEvent } from '../../events/environment-event.js'
import { MAX_TEXT_BYTES } from '../../events/index.js'
import { happened, NOW } from '../helpers/happenings.js'
import { decoded } from '../helpers/written-events.js'

const messageOf = (event: EnvironmentEvent) => {
  const built = environmentEvent(event)
  return built === null ? null : decoded(built).environmentevent
}
const finished = (step: string, error: string | null, aborted = false): EnvironmentEvent =>
  happened({ type: 'step-finished', transition: 'START_ACTIVITY', step, error, aborted })
const creation = (step: CreationStep, mode: 'wait' | 'async' | 'auto', error: string | null = null) =>
  happened(
    { type: 'creation', step, mode, template: '/t/flow.yaml', error, vars: null },
    { state: 'PENDING', runNumber: null, workflow: null },
  )
const [ONGOING, DONE_OK, DONE_ERROR] = [2, 3, 4]

it('says what consumers want to know', () => {
  const event = environmentEvent(
    happened({ type: 'transition-finished', transition: 'START_ACTIVITY', error: null }),
  )
  expect(event).toMatchObject({ topic: 'aliecs.environment', key: '2rEnv', timestampMs: NOW })
  expect(event && decoded(event)).toMatchObject({
    timestamp: NOW,
    environmentevent: {
      environmentid: '2rEnv',
      state: 'RUNNING',
      runnumber: 42,
      error: '',
      message: 'transition completed successfully',
      transition: 'START_ACTIVITY',
      transitionstep: '',
      transitionstatus: DONE_OK,
      lastrequestuser: { name: 'LHC', externalid: 60 },
      workflowtemplateinfo: { name: 'flow', description: 'A flow', path: '/t/flow.yaml', pb_public: true },
    },
  })
})

it('leaves out what there is not: a run, a user', () => {
  const event = happened(
    { type: 'transition-started', transition: 'DEPLOY' },
    { runNumber: null, requestUser: null },
  )
  expect(messageOf(event)).toMatchObject({ runnumber: 0, lastrequestuser: undefined })
})

describe('the end of a step', () => {
  it.each([
    ['leaving a state is DONE_ERROR even where all went well', 'leave_CONFIGURED', null, DONE_ERROR],
    ['leaving a state says what went wrong', 'leave_CONFIGURED', 'no', DONE_ERROR],
    ['before_ is ONGOING whatever happened', 'before_START_ACTIVITY', 'no', ONGOING],
    ['tasks that fail are DONE_ERROR', 'tasks_START_ACTIVITY', 'no', DONE_ERROR],
    ['tasks that obey are ONGOING', 'tasks_START_ACTIVITY', null, ONGOING],
    ['hooks that fail at enter_ are DONE_ERROR', 'enter_RUNNING', 'no', DONE_ERROR],
    ['hooks that fail at after_ are DONE_ERROR', 'after_START_ACTIVITY', 'no', DONE_ERROR],
  ])('%s', (_what, step, error, transitionstatus) => {
    const user = { name: 'LHC' }
    const expected = { message: 'transition step finished', transitionstep: step, error: error ?? '' }
    expect(messageOf(finished(step, error))).toMatchObject({
      ...expected,
      transitionstatus,
      lastrequestuser: user,
    })
  })

  it('that came at negative weights is DONE_ERROR and has no user', () => {
    expect(messageOf(finished('before_START_ACTIVITY', 'no', true))).toMatchObject({
      transitionstatus: DONE_ERROR,
      lastrequestuser: undefined,
    })
  })

  it('enter_STANDBY is not told: consumers know no such step', () => {
    const step = { transition: 'CREATE', step: 'enter_STANDBY' } as const
    expect(environmentEvent(happened({ type: 'step-started', ...step }))).toBeNull()
    const end = { type: 'step-finished', ...step, error: null, aborted: false } as const
    expect(environmentEvent(happened(end))).toBeNull()
  })
})

describe('a creation', () => {
  it('knows name and file of its template before it is loaded', () => {
    expect(messageOf(creation('instantiating', 'wait'))?.workflowtemplateinfo).toEqual({
      name: 'flow',
      description: '',
      path: '/t/flow.yaml',
      pb_public: false,
    })
  })

  it('has its variables when the workflow is loaded', () => {
    const vars = { hosts: '["flp-its-1"]', text: `"quoted"\n😀` }
    const step = { type: 'creation', step: 'workflow loaded', mode: 'wait' } as const
    const message = messageOf(happened({ ...step, template: '/t/flow.yaml', error: null, vars }))
    expect(message?.varsMap).toEqual(Object.entries(vars))
  })

  it('that nobody waits for is announced, or that it failed: in ERROR, though it is gone', () => {
    expect(messageOf(creation('announced', 'async'))).toMatchObject({ message: 'created new environment' })
    expect(messageOf(creation('announced', 'async', 'no'))).toMatchObject({
      message: 'cannot create new environment',
      state: 'ERROR',
      error: 'no',
    })
  })

  it('that goes on by itself tells neither of its beginning nor of its end', () => {
    for (const step of ['starting', 'completed', 'failed'] as const) {
      expect(environmentEvent(creation(step, 'auto'))).toBeNull()
      expect(environmentEvent(creation(step, 'wait'))).not.toBeNull()
    }
  })
})

it('a teardown whose tasks stay ends with an error, in the state that it was in', () => {
  expect(messageOf(happened({ type: 'teardown', step: 'failed', error: 'they stay' }))).toMatchObject({
    state: 'RUNNING',
    runnumber: 0,
    transition: 'DESTROY',
    transitionstatus: DONE_ERROR,
    error: 'they stay',
  })
})

it('1 MB of error text is cut, not dropped', () => {
  const message = messageOf(happened({ type: 'error-imminent', error: 'e'.repeat(1_048_576) }))
  expect(message?.error).toMatch(/^e+ \[cut: 1048576 bytes\]$/)
  expect(message?.error).toHaveLength(MAX_TEXT_BYTES)
})
