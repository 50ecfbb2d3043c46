import { describe, expect, it } from 'vitest'
import { ProbePlugin } from '../helpers/probe-plugin.js'
import { on, probedCore } from '../helpers/probed-core.js'

describe('shutdown', () => {
  it('stops, resets and destroys everything, and takes nothing new', async () => {
    const { manager, events } = await probedCore({}, { taskTransitionDelayMs: 1 })
    const { id } = await manager.create(on('flp-mft-1'))
    await manager.control(id, 'START_ACTIVITY')
    manager.createAsync(on('flp-its-1'))
    events.length = 0
    const ending = manager.shutdown(1000)
    await expect(manager.create(on('flp-tpc-1'))).rejects.toThrow('shutting down')
    await expect(manager.control(id, 'RESET')).rejects.toThrow('shutting down')
    await expect(manager.destroy(id)).rejects.toThrow('shutting down')
    expect(await ending).toEqual([])
    const own = events.filter(({ environmentId }) => environmentId === id)
    const states = own.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))
    expect(states).toEqual(['CONFIGURED', 'DEPLOYED', 'DONE'])
  })

  it('lets a transition come to its end, and goes on from there', async () => {
    const { manager, events } = await probedCore({}, { taskTransitionDelayMs: 20 })
    const { id } = await manager.create(on('flp-mft-1'))
    events.length = 0
    const starting = manager.control(id, 'START_ACTIVITY')
    expect(await manager.shutdown(1000)).toEqual([])
    expect(await starting).toMatchObject({ error: null })
    const transitions = events.flatMap((each) =>
      each.type === 'transition-finished' ? [`${each.transition} ${each.error}`] : [],
    )
    expect(transitions).toEqual(['START_ACTIVITY null', 'STOP_ACTIVITY null', 'RESET null'])
  })

  it('ends in time, and says who is left', async () => {
    const { manager, tasks, logger } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    tasks.addFault({ event: 'RESET', hang: true })
    expect(await manager.shutdown(20)).toEqual([id])
    expect(logger.lines.at(-1)).toBe('error: shutdown: not within 20 ms')
  })
})

describe('several environments', () => {
  it('do not wait for each other, and have run numbers of their own', async () => {
    const probe = new ProbePlugin()
    const { manager } = await probedCore(
      { slow: ['Slow', 'enter_RUNNING'] },
      { plugins: { probe: () => probe } },
    )
    const hosts = ['flp-mft-1', 'flp-its-1', 'flp-tpc-1', 'flp-fdd-1']
    const all = await Promise.all(hosts.map((host) => manager.create(on(host))))
    const ends = await Promise.all(all.map(({ id }) => manager.control(id, 'START_ACTIVITY')))
    expect(probe.log).toEqual([...hosts.map(() => 'slow'), ...hosts.map(() => '/slow')])
    expect(ends.map(({ runNumber }) => runNumber)).toEqual([1, 2, 3, 4])
  })
})

it('an observer that throws keeps nobody from hearing', async () => {
  const { manager, logger } = await probedCore(
    {},
    {
      observers: [
        () => {
          throw new Error('deaf')
        },
      ],
    },
  )
  await manager.create({ template: 't' })
  expect(logger.lines).toContain('error: an observer of environments threw')
})
