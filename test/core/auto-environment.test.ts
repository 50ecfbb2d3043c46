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

  it.each([
    ['by force', 'destroy', { force: true }, ['DONE']],
    [
      'with a regular end of its run',
      'destroy',
      { allowInRunningState: true },
      ['CONFIGURED', 'DEPLOYED', 'DONE'],
    ],
    ['at the end of the core', 'shutdown', 10_000, ['CONFIGURED', 'DEPLOYED', 'DONE']],
  ] as const)('that somebody else destroys, %s, is left alone', async (_how, by, options, states) => {
    const { manager, logger, events } = await probedCore()
    const { id, finished } = manager.createAuto({ template: 't' })
    while (manager.findEnvironment(id)?.state !== 'RUNNING') await new Promise(setImmediate)
    events.splice(0)
    if (by === 'destroy') await manager.destroy(id, options)
    else expect(await manager.shutdown(options)).toEqual([])
    await finished
    expect(events.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))).toEqual(states)
    expect(logger.lines.filter((line) => /^(error|warn)/.test(line))).toEqual([])
  })
})
