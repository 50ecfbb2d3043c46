import { describe, expect, it } from 'vitest'
import { createCoreHarness } from '../helpers/core-harness.js'
import { type Calls, templateWith } from '../helpers/probe-plugin.js'
import { on, probedCore } from '../helpers/probed-core.js'

describe('create', () => {
  it('ends in CONFIGURED, with an id of 11 characters', async () => {
    const { manager } = await probedCore()
    const environment = await manager.create({ template: 't', requestUser: { name: 'flp' } })
    expect(environment.state).toBe('CONFIGURED')
    expect(environment.id).toMatch(/^[1-9A-HJ-NP-Za-km-z]{11}$/)
    expect(manager.environments).toEqual([environment])
    expect(environment.vars.rootStack()).toMatchObject({
      environment_id: environment.id,
      last_request_user: '{"name":"flp"}',
    })
  })

  it('runs the hooks of STANDBY, which the original never does', async () => {
    const { manager, events } = await probedCore({
      standby: ['Note', 'enter_STANDBY'],
      deploy: ['Note', 'before_DEPLOY'],
    })
    await manager.create({ template: 't' })
    const calls = events.flatMap((event) => (event.type === 'call-started' ? [event.role.name] : []))
    expect(calls).toEqual(['standby', 'deploy'])
  })

  it('tells of the moments of the creation', async () => {
    const { manager, events } = await probedCore()
    await manager.create({ template: 't' })
    const told = events.flatMap((event) => (event.type === 'creation' ? [event] : []))
    expect(told.map(({ step, state }) => `${step} ${state}`)).toEqual([
      'starting PENDING',
      'instantiating PENDING',
      'running hooks PENDING',
      'loading workflow PENDING',
      'workflow loaded STANDBY',
      'completed STANDBY',
    ])
    expect(told.flatMap(({ step, vars }) => (vars === null ? [] : [step, vars['detectors']]))).toEqual([
      'workflow loaded',
      '["MFT"]',
    ])
  })

  it.each([
    ['at enter_STANDBY', { fail: ['Fail', 'enter_STANDBY'] } as Calls],
    ['in DEPLOY', { fail: ['Fail', 'before_DEPLOY'] } as Calls],
    ['in CONFIGURE', { fail: ['Fail', 'after_CONFIGURE'] } as Calls],
  ])('a failure %s: ERROR, DESTROY hooks, gone', async (_where, calls) => {
    const { manager, events } = await probedCore({ ...calls, destroy: ['Note', 'DESTROY'] })
    await expect(manager.create({ template: 't' })).rejects.toThrow('probe failed')
    expect(manager.environments).toEqual([])
    const states = events.flatMap((event) => (event.type === 'state-changed' ? [event.state] : []))
    expect(states.slice(-2)).toEqual(['ERROR', 'DONE'])
    expect(events.at(-1)).toMatchObject({ type: 'creation', step: 'failed', state: 'PENDING' })
    expect(events.some((event) => event.type === 'call-started' && event.role.name === 'destroy')).toBe(true)
  })

  it('a task that does not launch', async () => {
    const { manager, tasks } = await probedCore()
    tasks.addFault({ event: 'LAUNCH' })
    await expect(manager.create({ template: 't' })).rejects.toMatchObject({
      code: 'TASKS_FAILED',
      message: expect.stringContaining(
        'aborting and cleaning up [failed roles: probed.host-flp-mft-1.readout]',
      ),
    })
  })

  it('a task that never launches, within deploy_timeout', async () => {
    const { manager, tasks } = await probedCore()
    tasks.addFault({ event: 'LAUNCH', hang: true })
    const request = { template: 't', userVars: { deploy_timeout: '20ms' } }
    await expect(manager.create(request)).rejects.toThrow('workflow deployment failed')
  })

  it('a function that a loaded plugin does not have, and a timeout that is none, by file and line', async () => {
    const { manager } = await probedCore({
      a: ['Nothing', 'DESTROY'],
      b: ['Note', 'DESTROY', 'timeout: soon'],
    })
    await expect(manager.create({ template: 't' })).rejects.toMatchObject({
      code: 'TEMPLATE_INVALID',
      message: expect.stringMatching(
        /t:\d+: probed\.a: probe\.Nothing\(\): plugin probe has no function Nothing/,
      ),
    })
    await expect(manager.create({ template: 't' })).rejects.toThrow(/t:\d+: probed\.b: timeout: .*got "soon"/)
  })

  it('a call of a plugin that is not loaded fails when it is made', async () => {
    const { manager, logger } = await createCoreHarness({
      templates: { t: templateWith({ a: ['Note', 'enter_DEPLOYED', 'critical: false'] }) },
    })
    await manager.create({ template: 't' })
    expect(logger.lines).toContain('warn: non-critical hook failed: probe.Note(): plugin probe is not loaded')
  })

  it('no task and no critical call: DEPLOY says so at once', async () => {
    const { manager } = await probedCore(
      {},
      { templates: { t: templateWith({ a: ['Note', 'DESTROY', 'critical: false'] }) } },
    )
    await expect(manager.create(on())).rejects.toThrow('probed has neither a task nor a critical call role')
  })

  it('no task but a critical call: CONFIGURE says so at once', async () => {
    const { manager } = await probedCore({ a: ['Note', 'DESTROY'] })
    await expect(manager.create(on())).rejects.toThrow('CONFIGURE could not complete: probed has no task')
  })

  it('runtime variables that cannot be read refuse the creation, with the reason', async () => {
    const { manager, events } = await probedCore({}, { runtime: new Error('Consul is down') })
    const message =
      'cannot read the runtime variables, without which kafka_enabled would be off: Consul is down'
    await expect(manager.create({ template: 't' })).rejects.toMatchObject({
      code: 'SETTINGS_SOURCE',
      message,
    })
    expect(manager.environments).toEqual([])
    expect(events.at(-1)).toMatchObject({ type: 'creation', step: 'failed', error: message })
  })

  it('variables are read once', async () => {
    const runtime = { vars: { colour: 'red' } }
    const { manager } = await probedCore({}, { runtime })
    const environment = await manager.create({ template: 't' })
    runtime.vars.colour = 'blue'
    expect(environment.vars.get('colour')).toBe('red')
  })

  it('variables for single roles are ignored, and said to be', async () => {
    const { manager, logger } = await probedCore()
    const environment = await manager.create({ template: 't', userVars: { 'probed.x:a': '1', b: '2' } })
    expect(environment.vars.globals.userVars).not.toHaveProperty('probed.x:a')
    expect(logger.lines).toContain('warn: variables for single roles are ignored: probed.x:a')
  })
})

describe('detectors', () => {
  it('belong to one environment', async () => {
    const { manager } = await probedCore()
    const first = await manager.create(on('flp-mft-1', 'flp-its-1'))
    expect(manager.activeDetectors()).toEqual(['ITS', 'MFT'])
    await expect(manager.create(on('flp-its-1', 'flp-tpc-1'))).rejects.toMatchObject({
      code: 'DETECTOR_IN_USE',
      message: 'detector ITS is already in use',
    })
    await manager.destroy(first.id)
    await expect(manager.create(on('flp-its-1'))).resolves.toMatchObject({ state: 'CONFIGURED' })
  })

  it('to one of two that ask at the same time', async () => {
    const { manager } = await probedCore()
    const ends = await Promise.allSettled([manager.create(on('flp-mft-1')), manager.create(on('flp-mft-1'))])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('come from the hosts where the template does not say', async () => {
    const template = templateWith({}).replace(/ {2}detectors:.*\n/, '')
    const { manager } = await probedCore({}, { templates: { t: template } })
    expect((await manager.create(on('flp-tpc-1', 'flp-its-1'))).detectors).toEqual(['ITS', 'TPC'])
  })

  it('a host in no inventory', async () => {
    const { manager } = await probedCore()
    await expect(manager.create(on('flp-nowhere-1'))).rejects.toMatchObject({ code: 'HOST_UNKNOWN' })
  })
})
