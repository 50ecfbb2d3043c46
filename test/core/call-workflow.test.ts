import { expect, test } from 'vitest'
import { callWorkflow } from '../../core/call-workflow.js'
import { callRolesOf } from '../../core/roles.js'
import { load } from './workflow/helpers/load.js'

const text = `
name: wf
defaults: {inherited: root, shadowed: root}
roles:
  - name: host
    vars: {shadowed: host}
    roles:
      - {name: readout, vars: {own: "1"}, task: {load: readout}}
  - name: deep
    roles:
      - {name: call, call: {func: a.B(), trigger: before_CONFIGURE}}
`

function calling() {
  const { root } = load({ text }).workflow
  const [role] = callRolesOf(root)
  if (role === undefined) throw new Error('no call')
  return { root, workflow: callWorkflow(role) }
}

test('writes into the root role, and takes away from there', () => {
  const { root, workflow } = calling()
  workflow.setRootVar('trg_start_time_ms', '5')
  expect(root.userVars).toEqual({ trg_start_time_ms: '5' })
  workflow.deleteRootVar('trg_start_time_ms')
  expect(root.userVars).toEqual({})
})

test('knows what the workflow gives to each leaf', () => {
  const { workflow } = calling()
  expect(workflow.leafVars()).toEqual([
    { inherited: 'root', shadowed: 'host', own: '1' },
    { inherited: 'root', shadowed: 'root' },
  ])
})
