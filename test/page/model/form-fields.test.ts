import { expect, test } from 'vitest'
import { panelsOf, problemWithValue } from '../../../page/model/form-fields.js'

test('fields lie in their panels, in the order of index', () => {
  const panels = panelsOf([
    { name: 'b', value: '', panel: 'General_Configuration', index: '2' },
    { name: 'x', value: '', panel: 'Readout' },
    { name: 'a', value: '', panel: 'General_Configuration', index: '1' },
    { name: 'detectors', value: '', widget: 'detectorSelector', panel: 'Detectors' },
    { name: 'lost', value: '' },
  ])
  expect(panels.map(({ title, fields }) => [title, fields.map(({ name }) => name)])).toEqual([
    ['General Configuration', ['a', 'b']],
    ['Readout', ['x']],
    ['Configuration', ['lost']],
  ])
})

test.each([
  [{ widget: 'comboBox', values: ['A', 'B'] }, 'choice-or-text'],
  [{ widget: 'dropDownBox', values: ['A'] }, 'choice'],
  [{ widget: 'listBox', values: ['A'] }, 'choice'],
  [{ widget: 'radioButtonBox', values: ['A'] }, 'radio'],
  [{ widget: 'checkBox' }, 'checkbox'],
  [{ type: 'bool' }, 'checkbox'],
  [{ type: 'number', widget: 'editBox' }, 'number'],
  [{ widget: 'editBox', rows: '3' }, 'lines'],
  [{ widget: 'editBox' }, 'text'],
  [{ widget: 'comboBox' }, 'text'],
  [{ widget: 'somethingNew' }, 'text'],
])('%j is a %s', (spec, control) => {
  expect(panelsOf([{ name: 'x', value: '', ...spec }])[0]?.fields[0]?.control).toBe(control)
})

test('what the core computes is shown, and not sent', () => {
  const [panel] = panelsOf([{ name: 'x', value: '{{ other }}' }])
  expect(panel?.fields[0]).toMatchObject({ initial: '', expression: '{{ other }}' })
})

test.each([
  [{ type: 'number' }, '12', null],
  [{ type: 'number' }, 'twelve', 'the value is twelve; expected a number'],
  [{ type: 'bool' }, 'True', 'the value is True; expected true or false'],
  [{ type: 'bool' }, 'false', null],
  [{ widget: 'dropDownBox', values: ['A', 'B'] }, 'C', 'the value is C; expected one of A, B'],
  [{ widget: 'comboBox', values: ['A', 'B'] }, 'C', null],
  [{ type: 'number' }, '', null],
])('%j takes %j: %s', (spec, value, problem) => {
  expect(problemWithValue({ name: 'x', value: '', ...spec }, value)).toBe(problem)
})
