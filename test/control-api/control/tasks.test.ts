import { expect, it } from 'vitest'
import { create, options, refusal, start } from '../../helpers/control-calls.js'

it('GetTasks, GetTask and CleanupTasks: tasks belong to environments', async () => {
  const core = await start()
  expect((await core.client.call('GetTasks', {}, options)).tasks).toEqual([])
  const id = await create(core, 'flp-its-1')
  const { tasks } = await core.client.call('GetTasks', {}, options)
  expect(tasks).toMatchObject([
    {
      locked: true,
      claimable: false,
      critical: true,
      className: 'readout',
      sandboxStdout: 'about:blank', // without it the GUI lists no task
      deploymentInfo: { hostname: 'flp-its-1' },
    },
  ])
  const taskId = tasks[0]?.taskId ?? ''
  expect((await core.client.call('GetTask', { taskId }, options)).task).toMatchObject({
    shortInfo: { taskId, name: `readout#${taskId}` },
    envId: id,
    taskPath: 'golden-dataflow.host-flp-its-1.readout',
  })
  const cleaned = await core.client.call('CleanupTasks', {}, options)
  expect([cleaned.killedTasks, cleaned.runningTasks.map((task) => task.taskId)]).toEqual([[], [taskId]])
  for (const name of ['GetTask', 'CleanupTasks'] as const) {
    const request = name === 'GetTask' ? { taskId: 'nothing' } : { taskIds: ['nothing'] }
    expect(await refusal(() => core.client.call(name, request, options))).toEqual({
      code: 'NOT_FOUND',
      details: 'no task with id nothing; GetTasks has the ids of all 1',
    })
  }
})
