import { expect, test } from 'vitest'
import type { CallRole, Role } from '../../../core/workflow/index.js'
import { load, loadError, pathsOf, roleAt, rolesOf } from './helpers/load.js'

const GOLDEN = ['golden-dataflow', 'golden-weighted', 'golden-calls-only'].map(
  (name) => `test/golden/core/templates/${name}.yaml`,
)
const EXAMPLE = 'examples/workflows/readout-dataflow.yaml'
const HOSTS = '["flp-tpc-1","flp-its-1"]'

const isCall = (role: Role): role is CallRole => role.kind === 'call'

test.each([...GOLDEN, EXAMPLE])('%s loads, with Kafka only where it is enabled', (file) => {
  for (const [value, enabled, warned] of [
    ['true', true, 0],
    ['True', true, 0],
    [' true', true, 0],
    ['false', false, 0],
    ['1', false, 1],
    ['yes', false, 1],
  ] as const) {
    const { workflow, warnings } = load({ file, userVars: { hosts: HOSTS, kafka_enabled: value } })
    const calls = rolesOf(workflow.root).filter(isCall)
    expect(calls.length, value).toBe(enabled ? 12 : 0)
    expect(
      calls.every((call) => call.timeout === '5s' && !call.critical && call.await === call.trigger),
    ).toBe(true)
    expect(warnings.length, value).toBe(warned)
    expect(workflow).toMatchObject({
      public: true,
      path: file,
      root: { defaults: { detectors: '["ITS","TPC"]' } },
    })
  }
})

test('the roles of golden-dataflow', () => {
  const { workflow } = load({ file: GOLDEN[0] ?? '', userVars: { hosts: HOSTS } })
  expect(pathsOf(workflow)).toEqual([
    'golden-dataflow',
    'golden-dataflow.host-flp-tpc-1',
    'golden-dataflow.host-flp-tpc-1.readout',
    'golden-dataflow.host-flp-its-1',
    'golden-dataflow.host-flp-its-1.readout',
  ])
  const host = roleAt(workflow, 'golden-dataflow.host-flp-its-1')
  const readout = roleAt(workflow, 'golden-dataflow.host-flp-its-1.readout')
  expect(host).toMatchObject({ vars: { it: 'flp-its-1', detector: 'ITS' }, parent: workflow.root })
  expect(readout).toMatchObject({ kind: 'task', taskClass: 'readout', hostname: 'flp-its-1', critical: true })
  expect(readout.parent).toBe(host)
  expect(readout).not.toHaveProperty('hook')
})

test('the calls of the example are those of the golden template', () => {
  const triggers = (file: string) =>
    rolesOf(load({ file, userVars: { kafka_enabled: 'true' } }).workflow.root)
      .filter(isCall)
      .map(({ name, func, trigger, timeout, critical }) => ({ name, func, trigger, timeout, critical }))
  expect(triggers(EXAMPLE)).toEqual(triggers(GOLDEN[0] ?? ''))
})

test('kafka_enabled: the user var goes before the var in Consul, which goes before the default of the template', () => {
  const calls = (userVars: object, globalVars: object, globalDefaults: object) => {
    const options = {
      userVars: { ...userVars },
      globalVars: { ...globalVars },
      globalDefaults: { ...globalDefaults },
    }
    return rolesOf(load({ file: GOLDEN[0] ?? '', ...options }).workflow.root).filter(isCall).length
  }
  const [on, off] = [{ kafka_enabled: 'true' }, { kafka_enabled: 'false' }]
  expect(calls({}, on, {})).toBe(12)
  expect(calls({}, {}, on)).toBe(0)
  expect(calls(off, on, on)).toBe(0)
  expect(calls(on, off, {})).toBe(12)
  expect(calls({ kafka_enabled: '' }, on, {})).toBe(0)
})

test('the test call of the golden template, with its trigger from a variable', () => {
  const { workflow } = load({
    file: GOLDEN[2] ?? '',
    userVars: { hosts: '[]', test_enabled: 'true', test_trigger: 'enter_ERROR+5' },
  })
  expect(roleAt(workflow, 'golden-calls-only.test.call')).toMatchObject({
    func: 'testplugin.Test()',
    trigger: 'enter_ERROR+5',
    await: 'enter_ERROR+5',
    timeout: '5s',
    critical: true,
  })
})

test('nothing may be left: an empty range, and every role disabled', () => {
  const { workflow } = load({ file: GOLDEN[0] ?? '', userVars: { hosts: '[]' } })
  expect(workflow.root.roles).toEqual([])
  const off = load({ text: 'name: wf\nenabled: "false"\nroles: [{name: t, task: {load: r}}]' }).workflow
  expect(off).toMatchObject({ name: 'wf', root: { path: 'wf', roles: [] } })
})

test('what calls and tasks are where the template says nothing', () => {
  const text = `
name: wf
roles:
  - {name: call, call: {func: a.B(), trigger: before_CONFIGURE}}
  - {name: late, call: {func: a.B(), trigger: before_CONFIGURE, await: after_CONFIGURE-1, timeout: 1m, return: out}}
  - {name: task, task: {load: readout, critical: off}}
  - {name: hook, task: {load: cleanup, trigger: DESTROY}}
`
  const { workflow } = load({ text })
  const trigger = 'before_CONFIGURE'
  expect(roleAt(workflow, 'wf.call')).toMatchObject({
    trigger,
    await: trigger,
    timeout: '30s',
    critical: true,
  })
  expect(roleAt(workflow, 'wf.call')).not.toHaveProperty('returnVar')
  expect(roleAt(workflow, 'wf.late')).toMatchObject({
    await: 'after_CONFIGURE-1',
    timeout: '1m',
    returnVar: 'out',
  })
  expect(roleAt(workflow, 'wf.task')).toMatchObject({ critical: false, hostname: '', position: { line: 6 } })
  expect(roleAt(workflow, 'wf.hook')).toMatchObject({
    hook: { trigger: 'DESTROY', await: 'DESTROY', timeout: '30s' },
  })
})

test('a machine_id is inherited, and overridden further down; other constraints are accepted', () => {
  const text = `
name: wf
constraints: [{attribute: machine_id, value: top}, {attribute: machine_type, value: flp}]
vars: {other: below}
roles:
  - {name: a, task: {load: r}, bind: [{name: x}], connect: [{name: y, target: "{{ nowhere }}"}]}
  - {name: b, task: {load: r}, constraints: [{attribute: machine_id, value: "{{ other }}"}]}
  - {name: c, task: {load: r}, constraints: [{attribute: machine_type, value: qc}]}
`
  expect(load({ text }).workflow.root.roles).toMatchObject([
    { hostname: 'top' },
    { hostname: 'below' },
    { hostname: 'top' },
  ])
})

test('enabled sees the stack of the parent, not that of the role', () => {
  const text = `
name: wf
vars: {x: "true"}
roles:
  - {name: a, enabled: "{{ x == 'true' }}", vars: {x: "false"}, task: {load: r}}
  - {name: b, enabled: "{{ x == 'false' }}", vars: {x: "false"}, task: {load: r}}
`
  expect(pathsOf(load({ text }).workflow)).toEqual(['wf', 'wf.a'])
  const own = 'name: wf\nroles:\n  - {name: a, enabled: "{{ y }}", vars: {y: "true"}, task: {load: r}}'
  expect(loadError({ text: own })).toBe('TEMPLATE_INVALID wf.yaml:3: enabled: {{ y }}: unknown variable y')
})

test("an iterator's variable may enable a role", () => {
  const text = `
name: wf
roles:
  - name: "r{{ i }}"
    for: {begin: 1, end: 3, var: i}
    enabled: "{{ i != '2' }}"
    call: {func: a.B(), trigger: DESTROY}
`
  expect(pathsOf(load({ text }).workflow)).toEqual(['wf', 'wf.r1', 'wf.r3'])
})

test('an aggregator that has nothing left is pruned, with what it is in', () => {
  const text = `
name: wf
roles:
  - name: a
    roles:
      - {name: b, roles: [{name: c, enabled: "false", task: {load: r}}]}
`
  expect(pathsOf(load({ text }).workflow)).toEqual(['wf'])
})

test('what is in a disabled role is not evaluated', () => {
  const text = `
name: wf
roles:
  - name: off
    enabled: "false"
    vars: {a: "{{ odc.Generate() }}"}
    roles: [{name: in, include: "{{ nowhere }}"}]
`
  expect(pathsOf(load({ text }).workflow)).toEqual(['wf'])
})

test('names and paths of the roles around', () => {
  const text = `
name: wf
roles:
  - name: "a{{ 1 }}"
    roles:
      - name: b
        vars: {p: "{{ Parent().Path }}", n: "{{ Up(2).Name }}"}
        task: {load: "{{ This().Path }}"}
`
  expect(roleAt(load({ text }).workflow, 'wf.a1.b')).toMatchObject({
    vars: { p: 'wf.a1', n: 'wf' },
    taskClass: 'wf.a1.b',
  })
})

test.each<[string, string, string]>([
  ['an include', 'include: other', '4: include: other: include roles are not supported'],
  [
    'an unknown function',
    'task: {load: "{{ dpl.Generate(x) }}"}',
    '4: task.load: {{ dpl.Generate(x) }}: unknown function dpl.Generate, unknown variable x',
  ],
  ['an unknown variable', 'task: {load: "a-{{ x }}"}', '4: task.load: {{ x }}: unknown variable x'],
  ['bad syntax', 'task: {load: "{{ x == }}"}', '4: task.load: {{ x == }}: syntax error: '],
  [
    'a call of no plugin',
    'call: {func: Publish(), trigger: DESTROY}',
    '4: call.func: Publish(): a call has the form',
  ],
  ['an empty trigger', `call: {func: a.B(), trigger: "{{ '' }}"}`, '4: call.trigger: the text is empty'],
  [
    'a bad range',
    'for: {range: "{{ 1 }}", var: it}\n    task: {load: r}',
    '4: for.range: a JSON list of texts is expected',
  ],
])('%s is refused', (_what, line, message) => {
  expect(loadError({ text: `name: wf\nroles:\n  - name: r\n    ${line}` })).toContain(
    `TEMPLATE_INVALID wf.yaml:${message}`,
  )
})

test('problems of several roles come together, each once', () => {
  const text = `
name: wf
roles:
  - name: r-{{ it }}
    for: {range: '["a","b"]', var: it}
    vars: {x: "{{ absent }}"}
    task: {load: "{{ x }}"}
  - name: other
    task: {load: "{{ missing }}"}
`
  expect(loadError({ text }).split('\n')).toEqual([
    'TEMPLATE_INVALID wf.yaml:6: vars.x: {{ absent }}: unknown variable absent',
    'wf.yaml:9: task.load: {{ missing }}: unknown variable missing',
  ])
})
