import { expect, test } from 'vitest'
import { isEnabled } from '../../../core/workflow/enabled.js'
import { createTemplateFunctions } from '../../../core/workflow/index.js'
import { variablesOf } from '../../../core/workflow/role-variables.js'
import { inventory, warningLogger } from './helpers/load.js'

function enabled(text: string, x = '') {
  const { logger, warnings } = warningLogger()
  const field = { text, position: { file: 'wf.yaml', line: 9 }, construct: 'enabled' }
  const around = {
    variables: variablesOf({ x, other: 'true' }),
    functions: createTemplateFunctions({ inventory, logger }),
  }
  return { enabled: isEnabled(field, around, 'wf.kafka', logger), warnings }
}

const COMPARED = "{{ x == 'true' }}"

test.each(['true', 'True', 'TRUE', ' true', 'true\n'])('%j counts as true', (value) => {
  expect(enabled(COMPARED, value)).toEqual({ enabled: true, warnings: [] })
  expect(enabled("{{ 'true' == x }}", value)).toEqual({ enabled: true, warnings: [] })
  expect(enabled("{{ x != 'true' }}", value)).toEqual({ enabled: false, warnings: [] })
  expect(enabled("{{ x == 'false' }}", value)).toEqual({ enabled: false, warnings: [] })
})

test.each(['false', 'False', ' FALSE '])('%j counts as false', (value) => {
  expect(enabled(COMPARED, value)).toEqual({ enabled: false, warnings: [] })
  expect(enabled("{{ x == 'false' }}", value)).toEqual({ enabled: true, warnings: [] })
  expect(enabled("{{ x != 'true' }}", value)).toEqual({ enabled: true, warnings: [] })
})

test.each(['1', 'yes', 'on', '0', 'no', 'tru', '"true"'])('%j is neither, and the log says so', (value) => {
  const warning = {
    fields: { role: 'wf.kafka', variable: 'x', value, file: 'wf.yaml', line: 9 },
    message: 'enabled: the value is neither true nor false, and does not count as true',
  }
  expect(enabled(COMPARED, value)).toEqual({ enabled: false, warnings: [warning] })
  expect(enabled("{{ x == 'false' }}", value)).toEqual({ enabled: false, warnings: [warning] })
  expect(enabled("{{ (x == 'true') && other == 'true' }}", value)).toEqual({
    enabled: false,
    warnings: [warning],
  })
})

test('a blank variable is not set, which is no news', () => {
  expect(enabled(COMPARED, '')).toEqual({ enabled: false, warnings: [] })
  expect(enabled(COMPARED, ' ')).toEqual({ enabled: false, warnings: [] })
})

test('nothing but the comparison of a variable with true or false is read with tolerance', () => {
  expect(enabled("{{ x == 'True' }}", 'true')).toEqual({ enabled: false, warnings: [] })
  expect(enabled("{{ x == 'physics' }}", 'PHYSICS')).toEqual({ enabled: false, warnings: [] })
  expect(enabled("{{ strings.TrimQuotes(x) == 'true' }}", 'True')).toEqual({ enabled: false, warnings: [] })
  expect(enabled('{{ strings.IsTruthy(x) }}', 'yes')).toEqual({ enabled: true, warnings: [] })
})

test.each([
  ['true', true],
  ['TRUE', true],
  ['{{ x }}', true],
  ['1', true],
  [' {{ 1 }} ', true],
  ['false', false],
  ['0', false],
  ['', false],
])('the output of %j', (text, expected) => {
  expect(enabled(text, ' True')).toEqual({ enabled: expected, warnings: [] })
})

test('an output that is neither is in the log too', () => {
  expect(enabled('{{ x }}', 'yes')).toMatchObject({
    enabled: false,
    warnings: [{ fields: { value: 'yes' } }],
  })
})
