import { expect, test } from 'vitest'
import { load, loadError } from './helpers/load.js'

const TASK = '{name: t, task: {load: readout}}'

test.each<[string, string, string]>([
  ['no roles', 'name: wf\nvars: {a: b}', '1: the template has no roles'],
  ['an empty list of roles', 'name: wf\nroles: []', '2: the template has no roles'],
  ['no mapping', '- a', '1: not a workflow template'],
  ['an empty file', '', '1: not a workflow template'],
  ['a tab', 'name: wf\nroles:\n\t- a', '3: not valid YAML: '],
  ['a key twice', `name: wf\nname: x\nroles: [${TASK}]`, '2: not valid YAML: Map keys must be unique'],
  ['an unknown tag', `name: !secret wf\nroles: [${TASK}]`, '1: not valid YAML: Unresolved tag: !secret'],
  ['no name', `roles: [${TASK}]`, '1: a role has no name'],
  ['a task as root', 'name: wf\ntask: {load: readout}', '2: the root role: task is not supported'],
  [
    'an unknown key',
    `name: wf\nroles:\n  - name: t\n    enabeld: "false"\n    task: {load: r}`,
    '4: a role: enabeld is not',
  ],
  [
    'two kinds',
    'name: wf\nroles:\n  - {name: t, task: {load: r}, roles: []}',
    '3: role t: exactly one of roles, task',
  ],
  [
    'no kind',
    'name: wf\nroles:\n  - name: t',
    '3: role t: exactly one of roles, task, call, include is expected',
  ],
  ['a text for roles', 'name: wf\nroles: x', '2: roles: a list is expected'],
  ['a text for a role', `name: wf\nroles:\n  - x\n  - ${TASK}`, '3: roles: a mapping is expected'],
  ['a list as variable', `name: wf\nvars:\n  a: [b]\nroles: [${TASK}]`, '3: vars.a: a text is expected'],
  ['a text for vars', `name: wf\nvars: a\nroles: [${TASK}]`, '2: vars: a mapping is expected'],
  ['no func', 'name: wf\nroles:\n  - name: c\n    call:\n      trigger: DESTROY', '5: func is missing'],
  ['no trigger', 'name: wf\nroles:\n  - name: c\n    call:\n      func: a.B()', '5: trigger is missing'],
  [
    'an empty trigger',
    'name: wf\nroles:\n  - name: c\n    call: {func: a.B(),\n      trigger: ""}',
    '5: trigger is missing',
  ],
  ['an empty call', 'name: wf\nroles:\n  - name: c\n    call:', '4: call: func and trigger are expected'],
  [
    'a quoted boolean',
    'name: wf\nroles:\n  - name: c\n    task: {load: r, critical: "no"}',
    '4: task.critical: expected true or false, without quotes, got "no"',
  ],
  [
    'an unknown key of a call',
    'name: wf\nroles:\n  - name: c\n    call: {fun: a}',
    '4: a call: fun is not supported',
  ],
  ['no load', 'name: wf\nroles:\n  - name: c\n    task: {critical: true}', '4: load is missing'],
  [
    'a for without var',
    `name: wf\nroles:\n  - name: t\n    for: {range: "[]"}\n    task: {load: r}`,
    '4: for: var with',
  ],
  [
    'a for with both',
    'name: wf\nroles:\n  - name: t\n    for: {var: i, range: "[]", begin: 1, end: 2}\n    task: {load: r}',
    '4: for: ',
  ],
  [
    'a constraint without attribute',
    `name: wf\nconstraints:\n  - value: a\nroles: [${TASK}]`,
    '3: attribute is missing',
  ],
])('%s is refused', (_what, text, message) => {
  expect(loadError({ text })).toContain(`TEMPLATE_INVALID wf.yaml:${message}`)
})

test('all problems come at once, a line each', () => {
  const text = 'roles:\n  - name: a\n    include: x\n  - name: b\n    oops: 1\n    task: {}\n'
  expect(loadError({ text }).split('\n')).toEqual([
    'TEMPLATE_INVALID wf.yaml:1: a role has no name',
    'wf.yaml:5: a role: oops is not supported',
    'wf.yaml:6: load is missing',
  ])
})

test('a file that is not there', () => {
  expect(loadError({ file: 'no/such.yaml' })).toMatch(
    /^TEMPLATE_INVALID cannot read no\/such\.yaml: no such file$/,
  )
})

test('values are texts, as they are written', () => {
  const text = `name: wf\ndefaults: {a: 10000000000, b: true, c: 0x10, d: 1.50, e: ~, f: , g: "null"}\nvars:\nroles: [${TASK}]`
  expect(load({ text }).workflow.root).toMatchObject({
    defaults: { a: '10000000000', b: 'true', c: '0x10', d: '1.50', e: '~', f: '', g: 'null' },
    vars: {},
  })
})

test('what is !public is known', () => {
  const text = `
name: !public wf
description: !public About it
defaults:
  plain: a
  tagged: !public b
  full: !public
    value: "{{ plain }}"
    type: number
    label: L
    description: D
    widget: editBox
    panel: P
    values: [1, x]
    index: -3
    visibleif: $$tagged === "b"
roles:
  - name: off
    enabled: "false"
    vars: {inner: !public {type: bool}, tagged: !public again}
    roles: [${TASK}]
`
  const { workflow } = load({ text })
  expect(workflow).toMatchObject({ public: true, description: 'About it', path: 'wf.yaml' })
  expect(workflow.root.defaults).toEqual({ plain: 'a', tagged: 'b', full: 'a' })
  expect(workflow.publicVars).toEqual({
    tagged: { value: 'b' },
    full: {
      value: '{{ plain }}',
      type: 'number',
      label: 'L',
      description: 'D',
      widget: 'editBox',
      panel: 'P',
      values: ['1', 'x'],
      index: '-3',
      visibleif: '$$tagged === "b"',
    },
    inner: { value: '', type: 'bool' },
  })
  expect(load({ text: `name: wf\nroles: [${TASK}]` }).workflow.public).toBe(false)
})

test('a mapping without !public is ignored, as in the original, but not silently', () => {
  const text = `name: wf\ndefaults:\n  foc: {value: none}\nroles: [${TASK}]`
  const { workflow, warnings } = load({ text })
  expect(workflow.root.defaults).toEqual({})
  expect(warnings).toMatchObject([{ fields: { file: 'wf.yaml', line: 3, variable: 'foc' } }])
})

test('anchors and aliases', () => {
  const text = `name: wf\ndefaults: &d {a: b}\nroles:\n  - name: x\n    vars: *d\n    roles: [${TASK}]`
  expect(load({ text }).workflow.root.roles[0]).toMatchObject({ vars: { a: 'b' } })
})
