import { describe, expect, it } from 'vitest'
import type { CoreHarness } from '../helpers/core-harness.js'
import { ProbePlugin } from '../helpers/probe-plugin.js'
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

  it('twice at the same time: the second one hears that it is done', async () => {
    const { manager } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    const ends = await Promise.allSettled([
      manager.destroy(id, { force: true }),
      manager.destroy(id, { force: true }),
    ])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(ends[1]).toMatchObject({ reason: { code: 'EVENT_INAPPROPRIATE' } })
  })
})
