import { expect, it } from 'vitest'
import { varSpec } from '../../../control-api/control/var-spec.js'

it('has every field of a specification', () => {
  const spec = {
    value: 'true',
    type: 'bool',
    label: 'Kafka',
    description: 'Messages on or off',
    widget: 'checkBox',
    panel: 'General_Configuration',
    values: ['true', 'false'],
    index: '3',
    rows: '2',
    visibleif: "$$hosts !== '[]'",
    enabledif: 'true',
  }
  expect(varSpec(spec)).toEqual({
    defaultValue: 'true',
    type: 'bool',
    label: 'Kafka',
    description: 'Messages on or off',
    widget: 'checkBox',
    panel: 'General_Configuration',
    allowedValues: ['true', 'false'],
    index: 3,
    visibleIf: "$$hosts !== '[]'",
    enabledIf: 'true',
    rows: 2,
  })
})

it.each([
  [
    { type: 'Number', widget: 'dropdownbox' },
    { type: 'number', widget: 'dropDownBox' },
  ],
  [
    { type: 'float', widget: 'dial' },
    { type: 'string', widget: 'editBox' },
  ],
  [
    { index: 'first', rows: '-1' },
    { index: 0, rows: 0 },
  ],
  [
    { index: '99999999999', rows: '1.5' },
    { index: 0, rows: 0 },
  ],
])('takes what a template has: %j', (spec, expected) => {
  expect(varSpec({ value: '', ...spec })).toMatchObject(expected)
})
