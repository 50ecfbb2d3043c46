import { expect, it } from 'vitest'
import type { EnvironmentEvent, Task } from '../../core/index.js'
import { taskEvent } from '../../events/task-event.js'
import { happened, taskRole } from '../helpers/happenings.js'
import { decoded } from '../helpers/written-events.js'

const event = (part: Partial<Task>) => {
  const task: Task = {
    id: '2rTask',
    environmentId: '2rEnv',
    role: taskRole,
    state: 'RUNNING',
    status: 'ACTIVE',
    safeToStop: false,
    ...part,
  }
  return taskEvent(happened({ type: 'task', task }) as Extract<EnvironmentEvent, { type: 'task' }>)
}

it('has the key of the task', () => {
  const running = event({})
  expect(running).toMatchObject({ topic: 'aliecs.task', key: '2rTask', environmentId: '2rEnv' })
  expect(running && decoded(running).taskevent).toEqual({
    name: 'readout#2rTask',
    taskid: '2rTask',
    state: 'RUNNING',
    status: 'ACTIVE',
    hostname: 'flp-its-1',
    classname: 'readout',
    traits: { trigger: '', await: '', timeout: '0s', critical: true },
    environmentid: '2rEnv',
    path: 'flow.readout',
  })
})

it('is LAUNCHED before it is there', () => {
  const launched = event({ state: 'STANDBY', status: 'INACTIVE' })
  expect(launched && decoded(launched).taskevent?.state).toBe('LAUNCHED')
})

it('says nothing of its release, unless it is a hook: that is how it ends', () => {
  const done = { state: 'DONE', status: 'INACTIVE' } as const
  expect(event(done)).toBeNull()
  const hook = { trigger: 'after_STOP_ACTIVITY', await: 'after_STOP_ACTIVITY', timeout: '5s' }
  const ended = event({ ...done, role: { ...taskRole, hook } })
  expect(ended && decoded(ended).taskevent).toMatchObject({
    state: 'DONE',
    traits: { ...hook, critical: true },
  })
})
