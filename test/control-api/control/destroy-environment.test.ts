import { expect, it } from 'vitest'
import { create, options, start } from '../../helpers/control-calls.js'

it('DestroyEnvironment: the tasks that ended with it', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  const [task] = core.manager.environment(id).tasks
  const { cleanupTasksReply } = await core.client.call('DestroyEnvironment', { id }, options)
  expect(cleanupTasksReply?.killedTasks).toMatchObject([
    { taskId: task?.id, locked: false, status: 'UNKNOWN', state: 'UNKNOWN', className: 'readout' },
  ])
  expect(core.manager.environments).toEqual([])
})

it('DestroyEnvironment: a running one is stopped first where that is allowed, and forced down where not', async () => {
  const core = await start()
  for (const allowInRunningState of [true, false]) {
    const id = await create(core, 'flp-its-1')
    await core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
    core.events.splice(0)
    await core.client.call('DestroyEnvironment', { id, allowInRunningState }, options)
    const stops = core.events.filter((event) => event.type === 'transition-started')
    expect(stops.map(({ transition }) => transition)).toEqual(
      allowInRunningState ? ['STOP_ACTIVITY', 'RESET'] : [],
    )
  }
})
