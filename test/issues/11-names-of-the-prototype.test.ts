/** Issue 11: look-ups by foreign text find nothing that objects inherit, and a variable called `__proto__` is not lost. */
import { expect, it, onTestFinished } from 'vitest'
import { setVariable } from '../../core/workflow/var-stack.js'
import { rejection } from '../helpers/caught.js'
import { startControlServer } from '../helpers/control-server.js'
import { pageHarness } from '../helpers/page-harness.js'
import { probedCore } from '../helpers/probed-core.js'

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
const VARS = Object.fromEntries(NAMES.map((name) => [name, `value of ${name}`]))
const own = (vars: Record<string, string>) =>
  NAMES.map((name) => (Object.hasOwn(vars, name) ? Reflect.get(vars, name) : 'lost'))

it('variables with such names go from a client to the roles and back', async () => {
  const core = await startControlServer()
  onTestFinished(core.close)
  const request = {
    workflowTemplate: 'golden-dataflow',
    vars: { hosts: '["flp-its-1"]', ...VARS, ['__proto__']: 'value of __proto__' },
  }
  const { environment } = await core.client.call('NewEnvironment', request, { timeoutMs: 60_000 })
  expect(own(environment?.userVars ?? {})).toEqual(Object.values(VARS))
  const created = core.events.find((event) => event.type === 'creation' && event.step === 'workflow loaded')
  expect(own(created?.type === 'creation' ? (created.vars ?? {}) : {})).toEqual(Object.values(VARS))
})

it.each(NAMES)('nothing is called %s: no environment, task, template, detector or stream', async (name) => {
  const core = await startControlServer()
  onTestFinished(core.close)
  const { client } = core
  const options = { timeoutMs: 60_000 }
  for (const call of [
    () => client.call('GetEnvironment', { id: name }, options),
    () => client.call('GetTask', { taskId: name }, options),
    () => client.call('NewEnvironment', { workflowTemplate: name }, options),
    () => client.call('GetWorkflowTemplates', { repoPattern: name }, options),
  ]) {
    expect((await rejection(call)).message).toMatch(
      /no (environment|task|workflow template|template repository)/,
    )
  }
})

it.each(NAMES)('a template that asks for %s without setting it does not load', async (name) => {
  const text = `name: t\nroles:\n  - name: "{{ ${name} }}"\n    task: { load: x }\n`
  const { manager } = await probedCore({}, { templates: { t: text } })
  const error = await rejection(() => manager.create({ template: 't' }))
  expect(error.message).toContain(`unknown variable ${name}`)
})

it.each(NAMES)('the page knows nothing called %s', async (name) => {
  const { send } = await pageHarness()
  expect((await send('GET', `/api/environments/${name}`)).status).toBe(404)
  expect((await send('POST', '/api/environments', { template: name })).status).toBe(404)
  expect((await send('POST', '/api/environments', `{"template":"t","${name}":"x"}`)).status).toBe(400)
})

it('a call sets a variable of any name', () => {
  const vars = {}
  for (const name of NAMES) setVariable(vars, name, `value of ${name}`)
  expect(own(vars)).toEqual(Object.values(VARS))
  expect(Object.getPrototypeOf(vars)).toBe(Object.prototype)
})
