import { expect, it } from 'vitest'
import { create, options, start } from '../../helpers/control-calls.js'

it('GetEnvironments: those that are !public, or all', async () => {
  const hidden = `name: hidden\nroles:\n  - name: readout\n    task: { load: readout }\n`
  const core = await start({ templates: { hidden } })
  const id = await create(core, 'flp-its-1')
  const other = await core.manager.create({ template: 'hidden', userVars: { hosts: '["flp-tpc-1"]' } })
  const shown = await core.client.call('GetEnvironments', {}, options)
  expect(shown.environments.map((each) => each.id)).toEqual([id])
  const all = await core.client.call('GetEnvironments', { showAll: true, showTaskInfos: true }, options)
  expect(all.environments.map((each) => each.id)).toEqual([id, other.id])
  expect(all.environments.map((each) => each.tasks.length)).toEqual([1, 1])
  const one = await core.client.call('GetEnvironment', { id: other.id }, options)
  expect(one.public).toBe(false)
})

it('GetEnvironment with its workflow: roles, their states and their variables', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1', { kafka_enabled: 'true' })
  const { workflow, environment } = await core.client.call(
    'GetEnvironment',
    { id, showWorkflowTree: true },
    options,
  )
  expect(workflow).toMatchObject({
    name: 'golden-dataflow',
    fullPath: 'golden-dataflow',
    status: 'ACTIVE',
    state: 'MIXED', // as recorded, with calls among the roles
    description: 'Minimal data flow: one readout task per host, plus the Kafka call roles',
    taskIds: [environment?.tasks[0]?.taskId],
  })
  const [host, kafka] = workflow?.roles ?? []
  expect(host).toMatchObject({ vars: { detector: 'ITS' }, taskIds: [environment?.tasks[0]?.taskId] })
  expect(host?.consolidatedStack).toMatchObject({ detector: 'ITS', environment_id: id, run_type: 'PHYSICS' })
  expect(kafka?.roles[0]).toMatchObject({ taskIds: [], state: 'UNKNOWN' })
  const without = await core.client.call('GetEnvironment', { id }, options)
  expect(without.workflow).toBeNull()
})
