import { beforeEach, describe, expect, it } from 'vitest'
import type { Environment } from '../../core/index.js'
import { type CoreHarness, createCoreHarness } from '../helpers/core-harness.js'
import { type Calls, ProbePlugin, templateWith } from '../helpers/probe-plugin.js'

let probe: ProbePlugin
let core: CoreHarness

/** A configured environment with these calls; what creation called is forgotten. */
async function environmentWith(calls: Calls, more = ''): Promise<Environment> {
  core = await createCoreHarness({
    plugins: { probe: () => probe },
    templates: { t: templateWith(calls) + more },
    taskTransitionDelayMs: 0,
  })
  const environment = await core.manager.create({ template: 't' })
  probe.log.length = 0
  probe.stacks.length = 0
  return environment
}

const control = (environment: Environment, event: string) => core.manager.control(environment.id, event)

beforeEach(() => {
  probe = new ProbePlugin()
})

describe('order', () => {
  it('weights ascend, negative ones before the built-in actions; calls of one weight run at once', async () => {
    const environment = await environmentWith({
      late: ['Note', 'before_START_ACTIVITY+100'],
      slow1: ['Slow', 'before_START_ACTIVITY'],
      slow2: ['Slow', 'before_START_ACTIVITY'],
      early: ['Note', 'before_START_ACTIVITY-10'],
    })
    await control(environment, 'START_ACTIVITY')
    expect(probe.log).toEqual(['early', 'slow1', 'slow2', '/slow1', '/slow2', 'late'])
    expect(probe.stacks.map((stack) => stack['run_number'])).toEqual([undefined, '1', '1', '1'])
  })

  it('the moments of a transition follow each other', async () => {
    const moments = ['after_START_ACTIVITY', 'enter_RUNNING', 'leave_CONFIGURED', 'before_START_ACTIVITY']
    const environment = await environmentWith(
      Object.fromEntries(moments.map((moment) => [moment, ['Note', moment] as const])),
    )
    await control(environment, 'START_ACTIVITY')
    expect(probe.log).toEqual(moments.toReversed())
  })
})

describe('await', () => {
  it('lets a call go on until its moment', async () => {
    const environment = await environmentWith({
      slow: ['Slow', 'before_START_ACTIVITY', 'await: enter_RUNNING'],
      meanwhile: ['Note', 'leave_CONFIGURED'],
      afterwards: ['Note', 'enter_RUNNING+1'],
    })
    await control(environment, 'START_ACTIVITY')
    expect(probe.log).toEqual(['slow', 'meanwhile', '/slow', 'afterwards'])
  })

  it('at a higher weight of the same moment, where nothing else is', async () => {
    const environment = await environmentWith({
      slow: ['Slow', 'enter_RUNNING', 'await: enter_RUNNING+50'],
      between: ['Note', 'enter_RUNNING+10'],
      after: ['Note', 'after_START_ACTIVITY'],
    })
    await control(environment, 'START_ACTIVITY')
    expect(probe.log).toEqual(['slow', 'between', '/slow', 'after'])
  })

  it('a failure counts where it is awaited', async () => {
    const environment = await environmentWith({
      fail: ['Fail', 'before_START_ACTIVITY', 'await: leave_CONFIGURED'],
      reached: ['Note', 'before_START_ACTIVITY+10'],
    })
    const { error, state } = await control(environment, 'START_ACTIVITY')
    expect(error?.message).toBe('transition canceled with error: probe failed. REASON: as told')
    expect([probe.log, state]).toEqual([['fail', 'reached'], 'ERROR'])
  })

  it('a moment that never comes is said at the end, with the failure', async () => {
    const environment = await environmentWith({
      fail: ['Fail', 'before_START_ACTIVITY', 'await: enter_NOWHERE'],
    })
    await control(environment, 'START_ACTIVITY')
    await core.manager.destroy(environment.id, { force: true })
    await Promise.resolve()
    expect(core.logger.lines).toContain(
      'warn: call probe.Fail() of probed.fail is awaited at enter_NOWHERE, which never came',
    )
    expect(core.logger.lines).toContain('error: critical hook failed: probe failed. REASON: as told')
  })
})

describe('failure', () => {
  it.each([
    ['before_START_ACTIVITY', 'CONFIGURED'],
    ['before_START_ACTIVITY-1', 'CONFIGURED'],
    ['leave_CONFIGURED', 'CONFIGURED'],
  ])('critical at %s cancels: no task moves, no state', async (trigger) => {
    const environment = await environmentWith({ fail: ['Fail', trigger], enter: ['Note', 'enter_RUNNING'] })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow(
      'transition canceled with error: probe failed. REASON: as told',
    )
    expect(environment.state).toBe('CONFIGURED')
    expect(environment.tasks.map(({ state }) => state)).toEqual(['CONFIGURED'])
    expect(probe.log).toEqual(['fail'])
  })

  it.each([
    ['enter_RUNNING', ['fail', 'after']],
    ['enter_RUNNING-1', ['fail', 'enter', 'after']],
    ['after_START_ACTIVITY-1', ['enter', 'fail', 'after']],
    ['after_START_ACTIVITY', ['enter', 'fail']],
  ])('critical at %s is reported, and all but the weights after it still runs', async (trigger, log) => {
    const environment = await environmentWith({
      fail: ['Fail', trigger],
      enter: ['Note', 'enter_RUNNING+20'],
      after: ['Note', 'after_START_ACTIVITY+20'],
    })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow(
      /^probe failed\. REASON: as told$/,
    )
    expect(environment.state).toBe('RUNNING')
    expect(probe.log).toEqual(log)
  })

  it('critical stops the weights after it, not the calls beside it', async () => {
    const environment = await environmentWith({
      fail: ['Fail', 'leave_CONFIGURED+5'],
      beside: ['Note', 'leave_CONFIGURED+5'],
      after: ['Note', 'leave_CONFIGURED+6'],
    })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow('probe failed')
    expect(probe.log).toEqual(['fail', 'beside'])
  })

  it('not critical is a warning', async () => {
    const environment = await environmentWith({
      fail: ['Fail', 'leave_CONFIGURED', 'critical: false'],
      throw: ['Throw', 'leave_CONFIGURED', 'critical: false'],
    })
    const { error } = await control(environment, 'START_ACTIVITY')
    expect(error).toBeNull()
    expect(core.logger.lines.filter((line) => line.startsWith('warn: '))).toEqual([
      'warn: non-critical hook failed: probe failed. REASON: as told',
      'warn: non-critical hook failed: probe.Throw(): probe threw',
    ])
  })

  it('several at once are said together', async () => {
    const environment = await environmentWith({
      a: ['Fail', 'leave_CONFIGURED'],
      b: ['Throw', 'leave_CONFIGURED'],
    })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toMatchObject({
      code: 'HOOK_FAILED',
      message:
        'transition canceled with error: 2 critical hooks failed at trigger leave_CONFIGURED: ' +
        'probe failed. REASON: as told; probe.Throw(): probe threw',
    })
  })

  it('a function that does not come back fails after its timeout and some grace', async () => {
    const environment = await environmentWith({ hang: ['Hang', 'leave_CONFIGURED', 'timeout: 20ms'] })
    const started = Date.now()
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow(
      'probe.Hang() of probed.hang did not return within 20ms',
    )
    expect(Date.now() - started).toBeLessThan(1000)
  })
})

describe('DESTROY', () => {
  it('one by one, by weight, whatever fails; after_DESTROY takes the place of DESTROY at equal weights', async () => {
    const environment = await environmentWith({
      second: ['Slow', 'DESTROY+10', 'await: enter_NOWHERE'],
      third: ['Fail', 'DESTROY+10'],
      first: ['Note', 'DESTROY-1'],
      replaced: ['Note', 'DESTROY+20'],
      last: ['Note', 'after_DESTROY+20'],
    })
    await core.manager.destroy(environment.id)
    expect(probe.log).toEqual(['first', 'second', '/second', 'third', 'last'])
    expect(environment.state).toBe('DONE')
  })
})

describe('the stack of a call', () => {
  it('is that of its role, with what it is', async () => {
    const environment = await environmentWith({
      call: ['Note', 'enter_RUNNING+10', 'await: after_START_ACTIVITY', 'timeout: 7s', 'critical: false'],
    })
    await control(environment, 'START_ACTIVITY')
    expect(probe.stacks[0]).toMatchObject({
      environment_id: environment.id,
      detectors: '["MFT"]',
      run_number: '1',
      runNumber: '1',
      __call_func: 'probe.Note()',
      __call_trigger: 'enter_RUNNING+10',
      __call_await: 'after_START_ACTIVITY',
      __call_timeout: '7s',
      __call_critical: 'false',
      __call_rolepath: 'probed.call',
    })
  })

  it('takes its output where the role says so', async () => {
    const environment = await environmentWith({
      call: ['Note', 'before_START_ACTIVITY', 'return: answer', 'critical: false'],
    })
    await control(environment, 'START_ACTIVITY')
    expect(environment.callRoles[0]?.userVars['answer']).toBe('noted')
  })
})

describe('a task that is a hook', () => {
  const hook = (critical: boolean): string => `
  - name: cleanup
    task: { load: cleaner, trigger: enter_RUNNING+10, timeout: 1s, critical: ${critical} }
`
  const cleaned = () =>
    core.events.flatMap((event) =>
      event.type === 'task' && event.task.role.name === 'cleanup' ? [event.task.state] : [],
    )

  it('runs after the calls of its weight, and takes no part in transitions', async () => {
    const environment = await environmentWith({ slow: ['Slow', 'enter_RUNNING+10'] }, hook(true))
    expect(environment.tasks.map(({ role }) => role.name)).toEqual(['readout'])
    await control(environment, 'START_ACTIVITY')
    expect(cleaned()).toEqual(['DONE'])
    const ends = core.events.filter(({ type }) => type === 'call-finished' || type === 'task')
    expect(ends.slice(-2).map(({ type }) => type)).toEqual(['call-finished', 'task'])
  })

  it.each([true, false])('that fails, critical %s', async (critical) => {
    const environment = await environmentWith({}, hook(critical))
    core.tasks.addFault({ event: 'HOOK', error: 'exit 1' })
    const { error } = await control(environment, 'START_ACTIVITY')
    if (critical) expect(error?.message).toContain('failed with error: exit 1')
    else expect(error).toBeNull()
  })
})
