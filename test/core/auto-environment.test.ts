import { describe, expect, it } from 'vitest'
import { probedCore } from '../helpers/probed-core.js'

describe('an automatic environment', () => {
  it('goes through a run and is gone', async () => {
    const { manager, events } = await probedCore()
    const { id, finished } = manager.createAuto({ template: 't' })
    while (manager.findEnvironment(id)?.state !== 'RUNNING') await new Promise(setImmediate)
    expect(manager.taskEvent('end_of_stream', { environmentId: id })).toBe(1)
    await finished
    expect(manager.environments).toEqual([])
    const states = events.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))
    expect(states).toEqual(['DEPLOYED', 'CONFIGURED', 'RUNNING', 'CONFIGURED', 'DEPLOYED', 'DONE'])
  })

  it('that cannot start is gone by way of ERROR', async () => {
    const { manager, tasks, events } = await probedCore()
    tasks.addFault({ event: 'START' })
    await manager.createAuto({ template: 't' }).finished
    const states = events.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))
    expect(states).toEqual(['DEPLOYED', 'CONFIGURED', 'ERROR', 'DONE'])
  })

  it('that a client destroys is left alone', async () => {
    const { manager, logger } = await probedCore()
    const { id, finished } = manager.createAuto({ template: 't' })
    while (manager.findEnvironment(id)?.state !== 'RUNNING') await new Promise(setImmediate)
    await manager.destroy(id, { force: true })
    await finished
    expect(logger.lines.filter((line) => line.startsWith('error'))).toEqual([])
  })
})
