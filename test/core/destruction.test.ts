import { describe, expect, it } from 'vitest'
import type { EnvironmentEvent, EnvironmentManager } from '../../core/index.js'
import type { CoreHarness } from '../helpers/core-harness.js'
import { type Calls, ProbePlugin } from '../helpers/probe-plugin.js'
import { probedCore } from '../helpers/probed-core.js'

describe('destroy', () => {
  async function destroyed(from: string[], options: Parameters<CoreHarness['manager']['destroy']>[1]) {
    const { manager, events } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    for (const event of from) await manager.control(id, event)
    events.length = 0
    await manager.destroy(id, options)
    expect(manager.findEnvironment(id)).toBeUndefined()
    return events.flatMap((event) => (event.type === 'transition-started' ? [event.transition] : []))
  }

  it.each([
    ['CONFIGURED', [], {}, ['RESET']],
    ['CONFIGURED by force', [], { force: true }, []],
    ['DEPLOYED', ['RESET'], {}, []],
    ['RUNNING', ['START_ACTIVITY'], {}, []],
    ['RUNNING, allowed', ['START_ACTIVITY'], { allowInRunningState: true }, ['STOP_ACTIVITY', 'RESET']],
    ['ERROR', ['STOP_ACTIVITY'], {}, []],
  ])('from %s', async (_name, from, options, transitions) => {
    expect(await destroyed(from, options)).toEqual(transitions)
  })

  it.each([
    ['RESET', 'RESET', []],
    ['STOP', 'STOP_ACTIVITY', ['START_ACTIVITY']],
  ] as const)('a %s that fails: GO_ERROR, then by force', async (command, event, from) => {
    const { manager, tasks, events } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    for (const each of from) await manager.control(id, each)
    events.length = 0
    tasks.addFault({ event: command })
    await manager.destroy(id, { allowInRunningState: true })
    const states = events.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))
    expect(states).toEqual(['ERROR', 'DONE'])
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'error-imminent', error: expect.stringContaining(`${event} failed`) }),
    )
  })

  it('tasks that stay: tried again by force; then the environment stays too, without DESTROY hooks', async () => {
    const { manager, tasks, events } = await probedCore({ destroy: ['Note', 'DESTROY'] })
    const { id } = await manager.create({ template: 't' })
    tasks.addFault({ event: 'RELEASE', count: 2 })
    await expect(manager.destroy(id)).rejects.toThrow('1 tasks failed to release')
    expect(manager.environment(id).state).toBe('DEPLOYED')
    expect(events.some(({ type }) => type === 'call-started')).toBe(false)
    await manager.destroy(id)
    expect(manager.environments).toEqual([])
  })

  it('tasks that stay after a forced end of RUNNING: plugins hear that the run is over all the same', async () => {
    const { manager, tasks, plugins } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    await manager.control(id, 'START_ACTIVITY')
    tasks.addFault({ event: 'RELEASE', count: 2 })
    await expect(manager.destroy(id, { force: true })).rejects.toThrow('1 tasks failed to release')
    expect(manager.environment(id).state).toBe('RUNNING')
    const probe = plugins.get('probe')
    expect(probe instanceof ProbePlugin && probe.states.at(-1)).toBe('run ended')
  })

  it('twice at the same time: the second one joins the first, also where that fails', async () => {
    const { manager, tasks } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    const both = () => Promise.allSettled([manager.destroy(id), manager.destroy(id)])
    tasks.addFault({ event: 'RELEASE', count: 2 })
    expect((await both()).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await manager.control(id, 'CONFIGURE')).toMatchObject({ state: 'CONFIGURED', error: null })
    expect((await both()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled'])
    expect(manager.environments).toEqual([])
  })

  /** Calls `work` at the first call of a hook, while it happens. */
  async function atFirstCall<T>(calls: Calls, work: (manager: EnvironmentManager, id: string) => T) {
    let result: T | undefined
    const core: CoreHarness = await probedCore(calls, {
      observers: [
        ({ type, environmentId }) => {
          if (type === 'call-started') result ??= work(core.manager, environmentId)
        },
      ],
    })
    return { ...core, result: () => result }
  }

  it('by force while a gentle one is under way: the steps that have not begun are skipped', async () => {
    const { manager, events, result } = await atFirstCall({ slow: ['Slow', 'leave_RUNNING'] }, (core, id) =>
      core.destroy(id, { force: true }),
    )
    const { id } = await manager.create({ template: 't' })
    await manager.control(id, 'START_ACTIVITY')
    events.length = 0
    await manager.destroy(id, { allowInRunningState: true })
    await result()
    expect(transitionsIn(events)).toEqual(['STOP_ACTIVITY'])
    expect(events.some(({ type }) => type === 'error-imminent')).toBe(false)
  })

  it('while it is being created: the creation ends between two steps, without ERROR', async () => {
    const { manager, events, result } = await atFirstCall({ slow: ['Slow', 'enter_DEPLOYED'] }, (core, id) =>
      Promise.allSettled([core.control(id, 'START_ACTIVITY'), core.destroy(id)]),
    )
    await expect(manager.create({ template: 't' })).rejects.toMatchObject({
      code: 'ENVIRONMENT_LEAVING',
      message: expect.stringContaining('was destroyed before it was CONFIGURED'),
    })
    expect(await result()).toMatchObject([
      {
        reason: {
          code: 'ENVIRONMENT_LEAVING',
          message: expect.stringContaining('is in DEPLOYED, and about'),
        },
      },
      { status: 'fulfilled' },
    ])
    expect(statesIn(events)).toEqual(['DEPLOYED', 'DONE'])
  })

  it('while its workflow is being loaded: refused, in words of its own', async () => {
    const { manager } = await probedCore()
    const { id, created } = manager.begin({ template: 't' })
    await expect(manager.destroy(id)).rejects.toThrow(`environment ${id} is still being created`)
    await expect(manager.control(id, 'RESET')).rejects.toThrow(`environment ${id} is still being created`)
    expect((await created).state).toBe('CONFIGURED')
  })

  it('a task that fails meanwhile: no GO_ERROR of its own comes between', async () => {
    const { manager, events, logger } = await probedCore({}, { limits: { errorDelayMs: 0 } })
    const { id } = await manager.create({ template: 't' })
    await manager.control(id, 'START_ACTIVITY')
    events.length = 0
    manager.taskEvent('internal_error', { environmentId: id })
    await manager.destroy(id, { allowInRunningState: true })
    expect(transitionsIn(events)).toEqual(['STOP_ACTIVITY', 'RESET'])
    expect(events.some(({ type }) => type === 'error-imminent')).toBe(false)
    expect(logger.lines).toContain(
      "warn: while it is being destroyed: critical task 'readout' on host 'flp-mft-1' transitioned to ERROR",
    )
  })
})

it('a transition during a destroy is refused, and changes nothing', async () => {
  const { manager, events } = await probedCore({ slow: ['Slow', 'leave_RUNNING'] })
  const { id } = await manager.create({ template: 't' })
  await manager.control(id, 'START_ACTIVITY')
  events.length = 0
  const end = manager.destroy(id, { allowInRunningState: true })
  for (const event of ['STOP_ACTIVITY', 'START_ACTIVITY', 'RESET']) {
    await expect(manager.control(id, event, { requestUser: { name: 'late' } })).rejects.toMatchObject({
      code: 'ENVIRONMENT_LEAVING',
      message: `${event} refused: environment ${id} is being destroyed`,
    })
  }
  await end
  expect(events.some(({ requestUser }) => requestUser?.name === 'late')).toBe(false)
  expect(statesIn(events)).toEqual(['CONFIGURED', 'DEPLOYED', 'DONE'])
})

function transitionsIn(events: readonly EnvironmentEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'transition-started' ? [event.transition] : []))
}

function statesIn(events: readonly EnvironmentEvent[]): string[] {
  return events.flatMap((event) => (event.type === 'state-changed' ? [event.state] : []))
}
