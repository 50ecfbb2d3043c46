import { describe, expect, it } from 'vitest'
import { type CoreHarness, type CoreHarnessOptions, createCoreHarness } from '../helpers/core-harness.js'
import { ProbePlugin, templateWith } from '../helpers/probe-plugin.js'

type Calls = Parameters<typeof templateWith>[0]

function harness(calls: Calls = {}, options: CoreHarnessOptions = {}): Promise<CoreHarness> {
  const probe = new ProbePlugin()
  return createCoreHarness({
    plugins: { probe: () => probe },
    templates: { t: templateWith(calls) },
    taskTransitionDelayMs: 0,
    ...options,
  })
}

const on = (...hosts: string[]) => ({ template: 't', userVars: { hosts: JSON.stringify(hosts) } })

describe('create', () => {
  it('ends in CONFIGURED, with an id of 11 characters', async () => {
    const { manager } = await harness()
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
    const { manager, events } = await harness({
      standby: ['Note', 'enter_STANDBY'],
      deploy: ['Note', 'before_DEPLOY'],
    })
    await manager.create({ template: 't' })
    const calls = events.flatMap((event) => (event.type === 'call-started' ? [event.role.name] : []))
    expect(calls).toEqual(['standby', 'deploy'])
  })

  it('tells of the moments of the creation', async () => {
    const { manager, events } = await harness()
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
    const { manager, events } = await harness({ ...calls, destroy: ['Note', 'DESTROY'] })
    await expect(manager.create({ template: 't' })).rejects.toThrow('probe failed')
    expect(manager.environments).toEqual([])
    const states = events.flatMap((event) => (event.type === 'state-changed' ? [event.state] : []))
    expect(states.slice(-2)).toEqual(['ERROR', 'DONE'])
    expect(events.at(-1)).toMatchObject({ type: 'creation', step: 'failed', state: 'PENDING' })
    expect(events.some((event) => event.type === 'call-started' && event.role.name === 'destroy')).toBe(true)
  })

  it('a task that does not launch', async () => {
    const { manager, tasks } = await harness()
    tasks.addFault({ event: 'LAUNCH' })
    await expect(manager.create({ template: 't' })).rejects.toMatchObject({
      code: 'TASKS_FAILED',
      message: expect.stringContaining(
        'aborting and cleaning up [failed roles: probed.host-flp-mft-1.readout]',
      ),
    })
  })

  it('a task that never launches, within deploy_timeout', async () => {
    const { manager, tasks } = await harness()
    tasks.addFault({ event: 'LAUNCH', hang: true })
    const request = { template: 't', userVars: { deploy_timeout: '20ms' } }
    await expect(manager.create(request)).rejects.toThrow('workflow deployment failed')
  })

  it('a function that a loaded plugin does not have, and a timeout that is none, by file and line', async () => {
    const { manager } = await harness({ a: ['Nothing', 'DESTROY'], b: ['Note', 'DESTROY', 'timeout: soon'] })
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
    const { manager } = await harness(
      {},
      { templates: { t: templateWith({ a: ['Note', 'DESTROY', 'critical: false'] }) } },
    )
    await expect(manager.create(on())).rejects.toThrow('probed has neither a task nor a critical call role')
  })

  it('no task but a critical call: CONFIGURE says so at once', async () => {
    const { manager } = await harness({ a: ['Note', 'DESTROY'] })
    await expect(manager.create(on())).rejects.toThrow('CONFIGURE could not complete: probed has no task')
  })

  it('runtime variables that cannot be read are an error in the log and no variables', async () => {
    const { manager, logger } = await harness({}, { runtime: new Error('Consul is down') })
    await manager.create({ template: 't' })
    expect(logger.lines).toContain('error: no runtime variables, going on without: Consul is down')
  })

  it('variables are read once', async () => {
    const runtime = { vars: { colour: 'red' } }
    const { manager } = await harness({}, { runtime })
    const environment = await manager.create({ template: 't' })
    runtime.vars.colour = 'blue'
    expect(environment.vars.get('colour')).toBe('red')
  })

  it('variables for single roles are ignored, and said to be', async () => {
    const { manager, logger } = await harness()
    const environment = await manager.create({ template: 't', userVars: { 'probed.x:a': '1', b: '2' } })
    expect(environment.vars.globals.userVars).not.toHaveProperty('probed.x:a')
    expect(logger.lines).toContain('warn: variables for single roles are ignored: probed.x:a')
  })
})

describe('detectors', () => {
  it('belong to one environment', async () => {
    const { manager } = await harness()
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
    const { manager } = await harness()
    const ends = await Promise.allSettled([manager.create(on('flp-mft-1')), manager.create(on('flp-mft-1'))])
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  it('come from the hosts where the template does not say', async () => {
    const template = templateWith({}).replace(/ {2}detectors:.*\n/, '')
    const { manager } = await harness({}, { templates: { t: template } })
    expect((await manager.create(on('flp-tpc-1', 'flp-its-1'))).detectors).toEqual(['ITS', 'TPC'])
  })

  it('a host in no inventory', async () => {
    const { manager } = await harness()
    await expect(manager.create(on('flp-nowhere-1'))).rejects.toMatchObject({ code: 'HOST_UNKNOWN' })
  })
})

describe('control', () => {
  it('says what became of it', async () => {
    const { manager } = await harness()
    const { id } = await manager.create({ template: 't' })
    const outcome = await manager.control(id, 'START_ACTIVITY')
    expect(outcome).toMatchObject({ state: 'RUNNING', runNumber: 1, error: null })
    expect(outcome.endMs).toBeGreaterThan(outcome.startMs)
  })

  it('an event that does not fit leads to ERROR', async () => {
    const { manager } = await harness()
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
    const { manager, events } = await harness({ fail: ['Fail', 'before_GO_ERROR'] })
    const environment = await manager.create({ template: 't' })
    await expect(manager.control(environment.id, 'STOP_ACTIVITY')).rejects.toThrow(
      'transition canceled with error: probe failed',
    )
    expect(environment.state).toBe('ERROR')
    expect(events.at(-1)).toMatchObject({ type: 'state-changed', from: 'CONFIGURED', forced: true })
  })

  it.each(['GO_ERROR', 'EXIT', 'RECOVER', 'DESTROY', ''])('%s is not for clients', async (event) => {
    const { manager } = await harness()
    const environment = await manager.create({ template: 't' })
    await expect(manager.control(environment.id, event)).rejects.toMatchObject({ code: 'TRANSITION_INVALID' })
    expect(environment.state).toBe('CONFIGURED')
  })

  it('an environment that is not there', async () => {
    const { manager } = await harness()
    await expect(manager.control('nobody', 'RESET')).rejects.toMatchObject({
      code: 'ENVIRONMENT_UNKNOWN',
      message: 'no environment with id nobody',
    })
  })

  it('keeps who asked', async () => {
    const { manager, events } = await harness()
    const environment = await manager.create({ template: 't' })
    await manager.control(environment.id, 'RESET', { requestUser: { name: 'ana', externalId: 7 } })
    expect(environment.vars.get('last_request_user')).toBe('{"name":"ana","externalId":7}')
    expect(events.at(-1)?.requestUser).toEqual({ name: 'ana', externalId: 7 })
  })
})

describe('destroy', () => {
  async function destroyed(from: string[], options: Parameters<CoreHarness['manager']['destroy']>[1]) {
    const { manager, events } = await harness()
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
    const { manager, tasks, events } = await harness()
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
    const { manager, tasks, events } = await harness({ destroy: ['Note', 'DESTROY'] })
    const { id } = await manager.create({ template: 't' })
    tasks.addFault({ event: 'RELEASE', count: 2 })
    await expect(manager.destroy(id)).rejects.toThrow('1 tasks failed to release')
    expect(manager.environment(id).state).toBe('DEPLOYED')
    expect(events.some(({ type }) => type === 'call-started')).toBe(false)
    await manager.destroy(id)
    expect(manager.environments).toEqual([])
  })

  it('twice at the same time: the second one hears that it is done', async () => {
    const { manager } = await harness()
    const { id } = await manager.create({ template: 't' })
    const ends = await Promise.allSettled([
      manager.destroy(id, { force: true }),
      manager.destroy(id, { force: true }),
    ])
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
    expect(ends[1]).toMatchObject({ reason: { code: 'EVENT_INAPPROPRIATE' } })
  })
})

describe('shutdown', () => {
  it('stops, resets and destroys everything, and takes nothing new', async () => {
    const { manager, events } = await harness({}, { taskTransitionDelayMs: 1 })
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

  it('ends in time, and says who is left', async () => {
    const { manager, tasks, logger } = await harness()
    const { id } = await manager.create({ template: 't' })
    tasks.addFault({ event: 'RESET', hang: true })
    expect(await manager.shutdown(20)).toEqual([id])
    expect(logger.lines.at(-1)).toBe('error: shutdown: not within 20 ms')
  })
})

describe('several environments', () => {
  it('do not wait for each other, and have run numbers of their own', async () => {
    const probe = new ProbePlugin()
    const { manager } = await harness(
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

describe('an automatic environment', () => {
  it('goes through a run and is gone', async () => {
    const { manager, events } = await harness()
    const { id, finished } = manager.createAuto({ template: 't' })
    while (manager.findEnvironment(id)?.state !== 'RUNNING') await new Promise(setImmediate)
    expect(manager.taskEvent('end_of_stream', { environmentId: id })).toBe(1)
    await finished
    expect(manager.environments).toEqual([])
    const states = events.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))
    expect(states).toEqual(['DEPLOYED', 'CONFIGURED', 'RUNNING', 'CONFIGURED', 'DEPLOYED', 'DONE'])
  })

  it('that cannot start is gone by way of ERROR', async () => {
    const { manager, tasks, events } = await harness()
    tasks.addFault({ event: 'START' })
    await manager.createAuto({ template: 't' }).finished
    const states = events.flatMap((each) => (each.type === 'state-changed' ? [each.state] : []))
    expect(states).toEqual(['DEPLOYED', 'CONFIGURED', 'ERROR', 'DONE'])
  })

  it('that a client destroys is left alone', async () => {
    const { manager, logger } = await harness()
    const { id, finished } = manager.createAuto({ template: 't' })
    while (manager.findEnvironment(id)?.state !== 'RUNNING') await new Promise(setImmediate)
    await manager.destroy(id, { force: true })
    await finished
    expect(logger.lines.filter((line) => line.startsWith('error'))).toEqual([])
  })
})

it('an observer that throws keeps nobody from hearing', async () => {
  const { manager, logger } = await harness(
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
