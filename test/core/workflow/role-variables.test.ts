import { expect, test } from 'vitest'
import { load, loadError, roleAt } from './helpers/load.js'

const ROLES = `
roles:
  - name: child
    roles: [{name: task, task: {load: readout}}]
`

test('a default may be made from one next to it, in whatever order', () => {
  const text = `
name: wf
defaults:
  detectors: "{{ inventory.DetectorsForHosts(hosts) }}"
  hosts: '["flp-tpc-1"]'${ROLES}`
  expect(load({ text }).workflow.root.defaults['detectors']).toBe('["TPC"]')
  const userVars = { hosts: '["flp-its-1","flp-mft-1"]' }
  expect(load({ text, userVars }).workflow.root.defaults['detectors']).toBe('["ITS","MFT"]')
})

test('a default sees user vars, then vars, then defaults of the parents', () => {
  const text = `name: wf\ndefaults: {seen: "{{ x }}"}${ROLES}`
  const globalDefaults = { x: 'default' }
  const globalVars = { x: 'var' }
  const seen = (options: Parameters<typeof load>[0]) =>
    load({ text, ...options }).workflow.root.defaults['seen']
  expect(seen({ globalDefaults })).toBe('default')
  expect(seen({ globalDefaults, globalVars })).toBe('var')
  expect(seen({ globalDefaults, globalVars, userVars: { x: '' } })).toBe('')
})

test('of a var and a default with one name in the same role, a default is made from the var', () => {
  const text = `name: wf\ndefaults: {seen: "{{ x }}", x: default}\nvars: {x: var}${ROLES}`
  expect(load({ text }).workflow.root.defaults['seen']).toBe('var')
})

test('a var sees the defaults of its own role before those of the parents, and the vars of the parents before both', () => {
  const text = `name: wf\ndefaults: {x: own}\nvars: {seen: "{{ x }}"}${ROLES}`
  expect(load({ text, globalDefaults: { x: 'above' } }).workflow.root.vars['seen']).toBe('own')
  expect(load({ text, globalVars: { x: 'above' } }).workflow.root.vars['seen']).toBe('above')
})

test("a var of a child that refines its parent's value is no circle", () => {
  const text = `
name: wf
defaults: {dpl: qc, tpc_dpl: tpc-qc, path: /a}
roles:
  - name: child
    vars:
      dpl: "{{ util.PrefixedOverride('dpl', 'tpc') }}"
      path: "{{ path }}/b"
    roles: [{name: task, task: {load: "{{ dpl }}"}, vars: {path: "{{ path }}/c"}}]
`
  const task = roleAt(load({ text }).workflow, 'wf.child.task')
  expect(task).toMatchObject({ taskClass: 'tpc-qc', vars: { path: '/a/b/c' } })
})

test('a var that overrides what is nowhere above takes the empty text', () => {
  const text = `name: wf\nvars: {dpl: "{{ util.PrefixedOverride('dpl', 'tpc') }}"}${ROLES}`
  expect(load({ text }).workflow.root.vars['dpl']).toBe('')
})

test("an iterator's variable goes before a user var in its role, and is a var for the children", () => {
  const text = `
name: wf
roles:
  - name: host-{{ it }}
    for: {range: '["a","b"]', var: it}
    vars: {mine: "{{ it }}"}
    roles: [{name: "task-{{ it }}", task: {load: readout}}]
`
  const { workflow } = load({ text, userVars: { it: 'user' } })
  expect(workflow.root.roles).toMatchObject([
    { name: 'host-a', vars: { it: 'a', mine: 'a' }, roles: [{ name: 'task-user' }] },
    { name: 'host-b', vars: { it: 'b', mine: 'b' }, roles: [{ name: 'task-user' }] },
  ])
  expect(load({ text }).workflow.root.roles[1]).toMatchObject({ roles: [{ name: 'task-b' }] })
})

test("an iterator's variable goes before a default of its role too", () => {
  const text = `
name: wf
roles:
  - {name: "r{{ it }}", for: {range: '["a"]', var: it}, defaults: {it: d}, vars: {v: "{{ it }}"}, task: {load: r}}
`
  expect(load({ text }).workflow.root.roles).toMatchObject([{ vars: { v: 'a' } }])
})

test('a circle is named once, with file and line', () => {
  const text = `name: wf\ndefaults:\n  a: "{{ b }}"\n  b: "x {{ c }}"\nvars:\n  c: "{{ a }}"${ROLES}`
  expect(loadError({ text })).toBe(
    'TEMPLATE_INVALID wf.yaml:3: defaults.a: variables in a circle: defaults.a -> defaults.b -> vars.c -> defaults.a',
  )
})

test('a variable made from itself is a circle of one', () => {
  const text = `name: wf\nvars:\n  a: "{{ a }}"${ROLES}`
  expect(loadError({ text })).toBe(
    'TEMPLATE_INVALID wf.yaml:3: vars.a: variables in a circle: vars.a -> vars.a',
  )
})

test('a user var breaks the circle', () => {
  const text = `name: wf\ndefaults: {a: "{{ b }}", b: "{{ a }}"}${ROLES}`
  expect(load({ text, userVars: { a: '1' } }).workflow.root.defaults).toEqual({ a: '1', b: '1' })
})

test('a variable that cannot be evaluated is one problem, also where another is made from it', () => {
  const text = `name: wf\ndefaults:\n  a: "{{ b }}"\n  b: "{{ absent }}"${ROLES}`
  expect(loadError({ text })).toBe(
    'TEMPLATE_INVALID wf.yaml:4: defaults.b: {{ absent }}: unknown variable absent',
  )
})

test('an unknown host is an error of its own, with its place', () => {
  const text = `name: wf\ndefaults:\n  d: "{{ inventory.DetectorsForHosts(hosts) }}"${ROLES}`
  expect(loadError({ text, userVars: { hosts: '["flp-nowhere-1"]' } })).toBe(
    'HOST_UNKNOWN wf.yaml:3: defaults.d: {{ inventory.DetectorsForHosts(hosts) }}: detector not found for host flp-nowhere-1',
  )
})
