import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Environment } from '../../core/index.js'
import { type CoreHarness, createCoreHarness } from '../helpers/core-harness.js'
import { type Calls, ProbePlugin, templateWith } from '../helpers/probe-plugin.js'
import { until } from '../helpers/until.js'

const TWO = { hosts: '["flp-mft-1","flp-its-1"]' }

async function running(
  calls: Calls = {},
): Promise<CoreHarness & { environment: Environment; transitions: () => string[] }> {
  const probe = new ProbePlugin()
  const core = await createCoreHarness({
    plugins: { probe: () => probe },
    templates: { t: templateWith(calls) },
    taskTransitionDelayMs: 0,
  })
  const environment = await core.manager.create({ template: 't', userVars: TWO })
  await core.manager.control(environment.id, 'START_ACTIVITY')
  core.events.length = 0
  const transitions = () =>
    core.events.flatMap((event) =>
      event.type === 'transition-finished'
        ? [`${event.transition}${event.error === null ? '' : ' failed'}`]
        : [],
    )
  return { ...core, environment, transitions }
}

const reaches = (environment: Environment, state: string) =>
  environment.whenState((now) => now === state, 240_000)

describe('a critical task that fails', () => {
  it('sends the environment to ERROR, a while later', async () => {
    const { manager, environment, events } = await running()
    expect(manager.taskEvent('fail', { host: 'flp-its-1' })).toBe(1)
    expect(environment.state).toBe('RUNNING')
    expect(await reaches(environment, 'ERROR')).toBe(true)
    expect(events.find(({ type }) => type === 'error-imminent')).toMatchObject({
      error: "critical task 'readout' on host 'flp-its-1' transitioned to ERROR",
    })
    expect(environment.tasks.map(({ state }) => state)).toEqual(['CONFIGURED', 'ERROR'])
  })

  it('is one error with those that fail with it', async () => {
    const { manager, environment, events, transitions } = await running()
    manager.taskEvent('fail', { host: 'flp-its-1' })
    manager.taskEvent('fail', { host: 'flp-mft-1' })
    await reaches(environment, 'ERROR')
    await until(
      () => transitions().length > 0,
      () => 'the end of GO_ERROR',
    )
    await sleep(30) // a second one would come now
    expect(transitions()).toEqual(['GO_ERROR'])
    const imminent = events.find((event) => event.type === 'error-imminent')
    expect(imminent).toMatchObject({ error: expect.stringMatching(/flp-its-1.*, .*flp-mft-1/) })
  })

  it('while a transition fails for it too: a second GO_ERROR, refused', async () => {
    const { manager, tasks, environment, transitions } = await running()
    tasks.addFault({ event: 'STOP', host: 'flp-its-1', state: 'ERROR' })
    await manager.control(environment.id, 'STOP_ACTIVITY')
    await until(
      () => transitions().length >= 3,
      () => transitions().join(),
    )
    expect(environment.state).toBe('ERROR')
    expect(transitions()).toEqual(['STOP_ACTIVITY failed', 'GO_ERROR', 'GO_ERROR failed'])
  })

  it('and GO_ERROR with it: ERROR by force', async () => {
    const { manager, environment, events } = await running({ fail: ['Fail', 'before_GO_ERROR'] })
    manager.taskEvent('fail', { host: 'flp-its-1' })
    await reaches(environment, 'ERROR')
    expect(events.find(({ type }) => type === 'state-changed')).toMatchObject({
      from: 'RUNNING',
      forced: true,
    })
  })

  it('of an environment that is gone by then is nobody’s business', async () => {
    const { manager, environment, events } = await running()
    manager.taskEvent('fail')
    await manager.destroy(environment.id, { force: true })
    await sleep(40)
    expect(environment.state).toBe('DONE')
    expect(events.some(({ type }) => type === 'error-imminent')).toBe(false)
  })
})

it('a task that is not critical fails alone', async () => {
  const { manager, environment } = await running()
  for (const { role } of environment.tasks) role.critical = false
  manager.taskEvent('fail')
  await sleep(40)
  expect(environment.state).toBe('RUNNING')
})

describe('END_OF_STREAM', () => {
  it('of all tasks stops the run, and asks again in vain for each further task', async () => {
    const { manager, environment, transitions } = await running()
    manager.taskEvent('end_of_stream')
    await reaches(environment, 'CONFIGURED')
    await until(
      () => transitions().length >= 2,
      () => transitions().join(),
    )
    expect(transitions()).toEqual(['STOP_ACTIVITY', 'STOP_ACTIVITY failed'])
    expect(environment.state).toBe('CONFIGURED')
  })

  it('of one task does nothing until the others say it too; the next run starts anew', async () => {
    const { manager, environment, transitions } = await running()
    manager.taskEvent('end_of_stream', { host: 'flp-mft-1' })
    await sleep(5)
    expect(transitions()).toEqual([])
    manager.taskEvent('end_of_stream', { host: 'flp-its-1' })
    await reaches(environment, 'CONFIGURED')
    await manager.control(environment.id, 'START_ACTIVITY')
    manager.taskEvent('end_of_stream', { host: 'flp-its-1' })
    await sleep(5)
    expect(environment.state).toBe('RUNNING')
  })

  it('outside a run is ignored', async () => {
    const { manager, environment, transitions } = await running()
    await manager.control(environment.id, 'STOP_ACTIVITY')
    manager.taskEvent('end_of_stream')
    await sleep(5)
    expect(transitions()).toEqual(['STOP_ACTIVITY'])
  })
})

describe('TASK_INTERNAL_ERROR', () => {
  it('in RUNNING: STOP at once, and GO_ERROR, which is announced while the STOP leaves RUNNING', async () => {
    const { manager, environment, events, transitions } = await running()
    manager.taskEvent('internal_error', { host: 'flp-its-1' })
    await reaches(environment, 'ERROR')
    await environment.exclusively(async () => {})
    expect(transitions()).toEqual(['STOP_ACTIVITY', 'GO_ERROR'])
    const at = events.findIndex(({ type }) => type === 'error-imminent')
    expect(events[at - 1]).toMatchObject({ type: 'step-started', step: 'leave_RUNNING' })
    expect(events[at]).toMatchObject({
      state: 'RUNNING',
      error: "critical task 'readout' on host 'flp-its-1' transitioned to ERROR",
    })
  })

  it('sets only the role to ERROR: the task keeps running, and its events are those of the STOP', async () => {
    const { manager, environment, events } = await running()
    manager.taskEvent('internal_error', { host: 'flp-its-1' })
    await reaches(environment, 'ERROR')
    const path = 'probed.host-flp-its-1.readout'
    const own = events.flatMap((event) => {
      if (event.type === 'task' && event.task.role.path === path) return [`task ${event.task.state}`]
      if (event.type === 'role' && event.role.path === path) return [`role ${event.roleState}`]
      return []
    })
    expect(own).toEqual(['role ERROR', 'task CONFIGURED', 'role CONFIGURED'])
  })

  it('of a task that is not critical: STOP alone', async () => {
    const { manager, environment, transitions } = await running()
    for (const { role } of environment.tasks) role.critical = false
    manager.taskEvent('internal_error', { host: 'flp-its-1' })
    await reaches(environment, 'CONFIGURED')
    await environment.exclusively(async () => {})
    expect(transitions()).toEqual(['STOP_ACTIVITY'])
  })

  it('whose STOP is cancelled before it leaves RUNNING: GO_ERROR a while later', async () => {
    const { manager, environment, transitions } = await running({ fail: ['Fail', 'before_STOP_ACTIVITY'] })
    manager.taskEvent('internal_error', { host: 'flp-its-1' })
    expect(await reaches(environment, 'ERROR')).toBe(true)
    await environment.exclusively(async () => {})
    expect(transitions()).toEqual(['STOP_ACTIVITY failed', 'GO_ERROR'])
  })

  it('outside RUNNING is ignored', async () => {
    const { manager, environment, transitions } = await running()
    await manager.control(environment.id, 'STOP_ACTIVITY')
    manager.taskEvent('internal_error')
    await sleep(40)
    expect(transitions()).toEqual(['STOP_ACTIVITY'])
    expect(environment.tasks.map(({ state }) => state)).toEqual(['CONFIGURED', 'CONFIGURED'])
  })
})
