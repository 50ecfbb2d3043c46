import { expect, test } from 'vitest'
import { evaluateCondition } from '../../../page/model/condition.js'

const VARIABLES = { run_type: 'PHYSICS', dcs_enabled: 'true', epn_enabled: 'false', n: '12' }

test.each([
  ['', true],
  ['$$dcs_enabled', true],
  ['!$$dcs_enabled', false],
  ['$$epn_enabled', false],
  ['$$dcs_enabled === "true"', true],
  ["$$dcs_enabled == 'true' && $$run_type != 'COSMICS'", true],
  ['$$epn_enabled === "true" || $$run_type === "PHYSICS"', true],
  ['($$epn_enabled === "true" || $$dcs_enabled === "true") && $$run_type !== "PHYSICS"', false],
  ['$$n >= 12 && $$n < 13', true],
  ['$$not_there === ""', true],
  ['$$run_type.startsWith("PHY")', true],
  ['$$run_type.includes("COS")', false],
  ['!($$epn_enabled === "true")', true],
])('%s is %s', (text, holds) => {
  expect(evaluateCondition(text, VARIABLES)).toEqual({ holds, problem: null })
})

test.each(['$$a ===', 'alert(1)', '$$run_type.constructor("x")', '$$a + 1', '[1]', '$$run_type.length'])(
  '%s is not understood: the field stays, and nothing is run',
  (text) => {
    const { holds, problem } = evaluateCondition(text, VARIABLES)
    expect(holds).toBe(true)
    expect(problem).not.toBeNull()
  },
)

test('names of JavaScript mean nothing', () => {
  expect(evaluateCondition('$$x.constructor === "y"', {}).problem).not.toBeNull()
  expect(evaluateCondition('$$dcs_enabled && $$constructor === ""', VARIABLES)).toEqual({
    holds: true,
    problem: null,
  })
})
