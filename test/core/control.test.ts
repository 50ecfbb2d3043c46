import { describe, expect, it } from 'vitest'
import { probedCore } from '../helpers/probed-core.js'

describe('control', () => {
  it('says what became of it', async () => {
    const { manager } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    const outcome = await manager.control(id, 'START_ACTIVITY')
    expect(outcome).toMatchObject({ state: 'RUNNING', runNumber: 1, error: null })
    expect(outcome.endMs).toBeGreaterThan(outcome.startMs)
  })

  it('an event that does not fit leads to ERROR', async () => {
    const { manager } = await probedCore()
    const { id } = await manager.create({ template: 't' })
    await expect(manager.control(id, 'STOP_ACTIVITY')).resolves.toMatchObject({
      state: 'ERROR',
      error: { code: 'EVENT_INAPPROPRIATE' },
    })
    await expect(manager.control(id, 'STOP_ACTIVITY')).rejects.toThrow(
      'event GO_ERROR inappropriate in current state ERROR',
    )
  })

  it('GO_ERROR that fails: ERROR by force, its own error', async () => {
    const { manager, events } = await probedCore({ fail: ['Fail', 'before_GO_ERROR'] })
    const environment = await manager.create({ template: 't' })
    await expect(manager.control(environment.id, 'STOP_ACTIVITY')).rejects.toThrow(
      'transition canceled with error: probe failed',
    )
    expect(environment.state).toBe('ERROR')
    expect(events.at(-1)).toMatchObject({ type: 'state-changed', from: 'CONFIGURED', forced: true })
  })

  it.each(['GO_ERROR', 'EXIT', 'RECOVER', 'DESTROY', ''])('%s is not for clients', async (event) => {
    const { manager } = await probedCore()
    const environment = await manager.create({ template: 't' })
    await expect(manager.control(environment.id, event)).rejects.toMatchObject({ code: 'TRANSITION_INVALID' })
    expect(environment.state).toBe('CONFIGURED')
  })

  it('an environment that is not there', async () => {
    const { manager } = await probedCore()
    await expect(manager.control('nobody', 'RESET')).rejects.toMatchObject({
      code: 'ENVIRONMENT_UNKNOWN',
      message: 'no environment with id nobody; there is none',
    })
  })

  it('keeps who asked', async () => {
    const { manager, events } = await probedCore()
    const environment = await manager.create({ template: 't' })
    await manager.control(environment.id, 'RESET', { requestUser: { name: 'ana', externalId: 7 } })
    expect(environment.vars.get('last_request_user')).toBe('{"name":"ana","externalId":7}')
    expect(events.at(-1)?.requestUser).toEqual({ name: 'ana', externalId: 7 })
  })
})
