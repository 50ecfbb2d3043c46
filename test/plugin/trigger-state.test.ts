import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriesRun, stateOfTrigger } from '../../plugin/trigger-state.js'

describe('stateOfTrigger', () => {
  it.each([
    ['enter_STANDBY', 'STANDBY'],
    ['leave_ERROR', 'ERROR'],
    ['after_START_ACTIVITY', 'RUNNING'],
    ['before_STOP_ACTIVITY', 'RUNNING'],
    ['before_START_ACTIVITY', 'CONFIGURED'],
    ['after_STOP_ACTIVITY', 'CONFIGURED'],
    ['DESTROY', 'UNKNOWN'],
    ['after_CONFIGURE', 'UNKNOWN'],
    ['enter_', 'UNKNOWN'],
    ['my_enter_RUNNING', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('%s → %s', (name, state) => expect(stateOfTrigger(name)).toBe(state))

  it('is always a legal part of a topic name', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(stateOfTrigger(`enter_${name}`)).toMatch(/^\w+$/)
      }),
    )
  })
})

describe('carriesRun', () => {
  it.each(['enter_RUNNING', 'leave_RUNNING', 'before_START_ACTIVITY', 'after_START_ACTIVITY'])('%s', (name) =>
    expect(carriesRun(name)).toBe(true),
  )
  it.each(['enter_CONFIGURED', 'leave_CONFIGURED', 'after_STOP_ACTIVITY', 'DESTROY'])('not %s', (name) =>
    expect(carriesRun(name)).toBe(false),
  )
})
