import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTrigger } from '../trigger.js'

test.each([
  ['enter_RUNNING', 'enter_RUNNING', 0],
  ['before_START_ACTIVITY+50', 'before_START_ACTIVITY', 50],
  ['leave_RUNNING-200', 'leave_RUNNING', -200],
  ['after_X-5+7', 'after_X-5', 7],
  ['after_X+', 'after_X', 0],
  ['after_X+ten', 'after_X', 0],
  ['', '', 0],
])('%s is %s with weight %d', (expression, name, weight) => {
  expect(parseTrigger(expression)).toEqual({ name, weight })
})

test('what is put together comes apart', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\w+$/), fc.integer(), (name, weight) => {
      const sign = weight < 0 ? '' : '+'
      expect(parseTrigger(`${name}${sign}${weight}`)).toEqual({ name, weight })
    }),
  )
})

test('takes no weight that is not a 64-bit integer', () => {
  expect(parseTrigger(`DESTROY+${'9'.repeat(1000)}`)).toEqual({ name: 'DESTROY', weight: 0 })
  expect(parseTrigger(`DESTROY-${'9'.repeat(1000)}`)).toEqual({ name: 'DESTROY', weight: 0 })
})
