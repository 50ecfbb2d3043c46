import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { carriesRun, parseTrigger, stateOfTrigger } from '../../plugin/trigger.js'

describe('parseTrigger', () => {
  it.each([
    ['enter_RUNNING', 'enter_RUNNING', 0],
    ['before_START_ACTIVITY+50', 'before_START_ACTIVITY', 50],
    ['leave_RUNNING-5', 'leave_RUNNING', -5],
    ['enter_RUNNING+ten', 'enter_RUNNING', 0],
    ['enter_RUNNING+', 'enter_RUNNING', 0],
    ['a+1-2', 'a+1', -2],
    ['', '', 0],
  ])('%s', (expression, name, weight) => expect(parseTrigger(expression)).toEqual({ name, weight }))

  it('takes back apart what was put together', () => {
    const name = fc.stringMatching(/^[a-zA-Z_]{0,30}$/)
    fc.assert(
      fc.property(name, fc.integer({ min: -1000, max: 1000 }), (name, weight) => {
        const expression = `${name}${weight < 0 ? '' : '+'}${weight}`
        expect(parseTrigger(expression)).toEqual({ name, weight })
      }),
    )
  })

  it('leaves no weight in any name that has one sign', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, weight) => {
        fc.pre(!/[+-]/.test(name + weight))
        expect(parseTrigger(`${name}+${weight}`).name).toBe(name)
      }),
    )
  })
})

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
    fc.assert(fc.property(fc.string(), (name) => /^\w+$/.test(stateOfTrigger(`enter_${name}`))))
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
