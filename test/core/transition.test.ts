import { describe, expect, it } from 'vitest'
import type { Environment, EnvironmentEvent, RunNumberSource } from '../../core/index.js'
import { type CoreHarness, createCoreHarness } from '../helpers/core-harness.js'
import { type Calls, ProbePlugin, templateWith } from '../helpers/probe-plugin.js'

async function configured(
  calls: Calls = {},
  options: { runNumbers?: RunNumberSource } = {},
): Promise<{ core: CoreHarness; environment: Environment; probe: ProbePlugin }> {
  const probe = new ProbePlugin()
  const core = await createCoreHarness({
    plugins: { probe: () => probe },
    templates: { t: templateWith(calls) },
    taskTransitionDelayMs: 0,
    ...options,
  })
  const environment = await core.manager.create({ template: 't' })
  core.events.length = 0
  return { core, environment, probe }
}

/** One word or two per happening. */
function brief(event: EnvironmentEvent): string {
  const run = event.runNumber === null ? '' : ` #${event.runNumber}`
  switch (event.type) {
    case 'step-started':
      return `> ${event.step}${run}`
    case 'step-finished':
      return `< ${event.step}${run}${event.error === null ? '' : `: ${event.error}`}${event.aborted ? ' aborted' : ''}`
    case 'transition-started':
      return `${event.transition} from ${event.state}${run}`
    case 'transition-finished':
      return `${event.transition} in ${event.state}${run}${event.error === null ? '' : `: ${event.error}`}`
    case 'state-changed':
      return `${event.from} -> ${event.state}${event.forced ? ' forced' : ''}`
    case 'run':
      return `run ${event.transition} ${event.moment}${run}${event.error === null ? '' : `: ${event.error}`}`
    case 'task':
      return `task ${event.task.state}`
    case 'call-started':
      return `call ${event.role.name}`
    case 'call-finished':
      return `call ${event.role.name}: ${event.error ?? event.output}`
    case 'role':
      return `role ${event.role.path} ${event.roleStatus ?? event.roleState}`
    case 'creation':
    case 'teardown':
      return `${event.type} ${event.step}`
    case 'error-imminent':
      return `imminent: ${event.error}`
  }
}

/** From the task's upwards. */
const roles = (state: string): string[] =>
  ['.host-flp-mft-1.readout', '.host-flp-mft-1', ''].map((path) => `role probed${path} ${state}`)

describe('what observers hear', () => {
  it('of a whole run', async () => {
    const { core, environment } = await configured({ note: ['Note', 'enter_RUNNING'] })
    await environment.tryTransition('START_ACTIVITY')
    await environment.tryTransition('STOP_ACTIVITY')
    expect(core.events.map(brief)).toEqual([
      'START_ACTIVITY from CONFIGURED',
      '> before_START_ACTIVITY',
      'run START_ACTIVITY started #1',
      '< before_START_ACTIVITY #1',
      '> leave_CONFIGURED #1',
      '< leave_CONFIGURED #1',
      '> tasks_START_ACTIVITY #1',
      'task RUNNING',
      ...roles('RUNNING'),
      'CONFIGURED -> RUNNING',
      '< tasks_START_ACTIVITY #1',
      '> enter_RUNNING #1',
      'call note',
      'call note: noted',
      '< enter_RUNNING #1',
      '> after_START_ACTIVITY #1',
      'run START_ACTIVITY completed #1',
      '< after_START_ACTIVITY #1',
      'START_ACTIVITY in RUNNING #1',
      'STOP_ACTIVITY from RUNNING #1',
      '> before_STOP_ACTIVITY #1',
      'run STOP_ACTIVITY started #1',
      '< before_STOP_ACTIVITY #1',
      '> leave_RUNNING #1',
      '< leave_RUNNING #1',
      '> tasks_STOP_ACTIVITY #1',
      'task CONFIGURED',
      ...roles('CONFIGURED'),
      'RUNNING -> CONFIGURED',
      '< tasks_STOP_ACTIVITY #1',
      '> enter_CONFIGURED #1',
      '< enter_CONFIGURED #1',
      '> after_STOP_ACTIVITY #1',
      'run STOP_ACTIVITY completed #1',
      '< after_STOP_ACTIVITY #1',
      'STOP_ACTIVITY in CONFIGURED',
    ])
  })

  it('of a START whose tasks fail', async () => {
    const { core, environment } = await configured()
    core.tasks.addFault({ event: 'START', error: 'no', state: 'ERROR' })
    await core.manager.control(environment.id, 'START_ACTIVITY')
    const text = expect.stringMatching(/: no$/)
    expect(core.events.map(brief)).toEqual([
      'START_ACTIVITY from CONFIGURED',
      '> before_START_ACTIVITY',
      'run START_ACTIVITY started #1',
      '< before_START_ACTIVITY #1',
      '> leave_CONFIGURED #1',
      '< leave_CONFIGURED #1',
      '> tasks_START_ACTIVITY #1',
      'task ERROR',
      ...roles('ERROR'),
      text,
      text,
      text,
      'GO_ERROR from CONFIGURED #1',
      '> before_GO_ERROR #1',
      'run GO_ERROR started #1',
      '< before_GO_ERROR #1',
      '> leave_CONFIGURED #1',
      '< leave_CONFIGURED #1',
      '> tasks_GO_ERROR #1',
      'CONFIGURED -> ERROR',
      '< tasks_GO_ERROR #1',
      '> enter_ERROR #1',
      '< enter_ERROR #1',
      '> after_GO_ERROR #1',
      'run GO_ERROR completed #1',
      '< after_GO_ERROR #1',
      'GO_ERROR in ERROR',
    ])
  })

  it('of an event that the state does not allow: no step', async () => {
    const { core, environment } = await configured()
    await expect(environment.tryTransition('STOP_ACTIVITY')).rejects.toMatchObject({
      code: 'EVENT_INAPPROPRIATE',
    })
    expect(core.events.map(brief)).toEqual([
      'STOP_ACTIVITY from CONFIGURED',
      'STOP_ACTIVITY in CONFIGURED: event STOP_ACTIVITY inappropriate in current state CONFIGURED',
    ])
  })

  it('of a failure at a negative weight: the step is aborted', async () => {
    const { core, environment } = await configured({ fail: ['Fail', 'before_START_ACTIVITY-1'] })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow()
    expect(core.events.map(brief)).toContain('< before_START_ACTIVITY: probe failed. REASON: as told aborted')
    expect(core.events.map(({ type }) => type)).not.toContain('run')
  })

  it('of a completed START that a hook failed: the run says so', async () => {
    const { core, environment } = await configured({ fail: ['Fail', 'enter_RUNNING'] })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow()
    expect(core.events.map(brief)).toContain('run START_ACTIVITY completed #1: probe failed. REASON: as told')
  })

  it('of a hook that failed at enter_: after_ ends with its text too', async () => {
    const { core, environment } = await configured({ fail: ['Fail', 'enter_RUNNING'] })
    await core.manager.control(environment.id, 'START_ACTIVITY')
    const text = 'probe failed. REASON: as told'
    expect(core.events.map(brief)).toEqual(
      expect.arrayContaining([
        `< enter_RUNNING #1: ${text}`,
        '> after_START_ACTIVITY #1',
        `< after_START_ACTIVITY #1: ${text}`,
        `START_ACTIVITY in RUNNING #1: ${text}`,
        `imminent: transition START_ACTIVITY failed: ${text}`,
      ]),
    )
  })

  it('of hooks that failed at enter_ and after_: after_ ends with both texts, once each', async () => {
    const { core, environment } = await configured({
      fail: ['Fail', 'enter_RUNNING-1'],
      late: ['Throw', 'after_START_ACTIVITY'],
    })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow()
    const [end] = core.events.filter(
      (event) => event.type === 'step-finished' && event.step.startsWith('after_'),
    )
    expect(end).toMatchObject({ error: 'probe failed. REASON: as told; probe.Throw(): probe threw' })
  })

  it.each(['leave_CONFIGURED-1', 'before_START_ACTIVITY-1'])(
    'of a critical hook that fails at %s: nothing after it happens',
    async (trigger) => {
      const { core, environment, probe } = await configured({
        fail: ['Fail', trigger],
        late: ['Note', trigger.replace('-1', '')],
      })
      await expect(environment.tryTransition('START_ACTIVITY')).rejects.toThrow(
        'transition canceled with error: probe failed. REASON: as told',
      )
      expect(environment.state).toBe('CONFIGURED')
      expect(probe.log).toEqual(['fail'])
      const step = trigger.replace('-1', '')
      expect(core.events.map(brief)).toContainEqual(expect.stringMatching(`^< ${step}.*as told aborted$`))
      expect(core.events.map(brief)).not.toContainEqual(expect.stringContaining('tasks_'))
    },
  )

  it('of no run number: the step has no end, the state is unchanged', async () => {
    const runNumbers = { next: () => Promise.reject(new Error('no quorum')) }
    const { core, environment } = await configured({}, { runNumbers })
    await expect(environment.tryTransition('START_ACTIVITY')).rejects.toMatchObject({
      code: 'RUN_NUMBER',
      message: 'transition canceled with error: no run number: no quorum',
    })
    expect(core.events.map(brief).slice(1, 2)).toEqual(['> before_START_ACTIVITY'])
    expect(core.events).toHaveLength(3)
    expect([environment.state, environment.vars.get('run_start_time_ms')]).toEqual(['CONFIGURED', undefined])
  })

  it('a plugin hears of every state at its moment', async () => {
    const { core, environment, probe } = await configured()
    await core.manager.control(environment.id, 'START_ACTIVITY')
    await core.manager.destroy(environment.id, { force: true })
    expect(probe.states).toEqual(['DEPLOYED', 'CONFIGURED', 'RUNNING', 'run ended', 'DONE'])
  })
})

describe('the variables of a run', () => {
  const read = (environment: Environment) =>
    ['run_number', 'runNumber', 'last_run_number', 'run_start_time_ms', 'run_start_completion_time_ms']
      .concat('run_end_time_ms', 'run_end_completion_time_ms')
      .map((name) => environment.vars.get(name))
  const time = expect.stringMatching(/^\d{13}$/)
  const none = undefined

  it('are set and reset at their moments', async () => {
    const { environment } = await configured()
    expect(read(environment)).toEqual([none, none, none, none, none, none, none])
    await environment.tryTransition('START_ACTIVITY')
    expect(read(environment)).toEqual(['1', '1', none, time, time, '', ''])
    await environment.tryTransition('STOP_ACTIVITY')
    expect(read(environment)).toEqual([none, none, '1', time, time, time, time])
    await environment.tryTransition('START_ACTIVITY')
    expect(read(environment)).toEqual(['2', '2', '1', time, time, '', ''])
    await environment.tryTransition('GO_ERROR')
    expect(read(environment)).toEqual([none, none, '2', time, time, time, time])
  })

  it('GO_ERROR without a run leaves them alone', async () => {
    const { core, environment } = await configured()
    await environment.tryTransition('GO_ERROR')
    expect(read(environment)).toEqual([none, none, none, none, none, none, none])
    expect(core.events.map(({ type }) => type)).not.toContain('run')
  })

  it('GO_ERROR after a STOP that failed sets only the completion', async () => {
    const { core, environment } = await configured()
    await environment.tryTransition('START_ACTIVITY')
    core.tasks.addFault({ event: 'STOP' })
    await expect(environment.tryTransition('STOP_ACTIVITY')).rejects.toThrow('STOP refused')
    const end = environment.vars.get('run_end_time_ms')
    await environment.tryTransition('GO_ERROR')
    expect(environment.vars.get('run_end_time_ms')).toBe(end)
    expect(core.events.map(brief).filter((text) => text.startsWith('run '))).toEqual([
      'run START_ACTIVITY started #1',
      'run START_ACTIVITY completed #1',
      'run STOP_ACTIVITY started #1',
      'run GO_ERROR completed #1',
    ])
  })

  it('a forced teardown in RUNNING ends the run, twice said', async () => {
    const { core, environment } = await configured()
    await environment.tryTransition('START_ACTIVITY')
    core.events.length = 0
    await core.manager.destroy(environment.id, { force: true })
    expect(core.events.map(brief)).toEqual([
      'teardown started',
      'teardown leaving',
      'run TEARDOWN started #1',
      'run TEARDOWN completed #1',
      'teardown releasing tasks',
      'task DONE',
      'teardown running DESTROY hooks',
      'RUNNING -> DONE',
      'teardown complete',
    ])
  })

  it('enter_state_time_ms changes between the weights below 0 and the others', async () => {
    const { environment, probe } = await configured({
      before: ['Note', 'enter_RUNNING-1'],
      after: ['Note', 'enter_RUNNING'],
    })
    const atConfigured = environment.vars.get('enter_state_time_ms')
    await environment.tryTransition('START_ACTIVITY')
    const [before, after] = probe.stacks.map((stack) => stack['enter_state_time_ms'])
    expect(before).toBe(atConfigured)
    expect(after).not.toBe(atConfigured)
    expect(after).toBe(environment.vars.get('enter_state_time_ms'))
  })
})

describe('transitions of one environment', () => {
  it('wait for one another', async () => {
    const { core, environment } = await configured({ slow: ['Slow', 'enter_RUNNING'] })
    const both = [environment.tryTransition('START_ACTIVITY'), environment.tryTransition('STOP_ACTIVITY')]
    await Promise.all(both)
    const ends = core.events.map(brief).filter((text) => / (from|in) /.test(text))
    expect(ends).toEqual([
      'START_ACTIVITY from CONFIGURED',
      'START_ACTIVITY in RUNNING #1',
      'STOP_ACTIVITY from RUNNING #1',
      'STOP_ACTIVITY in CONFIGURED',
    ])
  })

  it('say which one is on its way', async () => {
    const { environment } = await configured({ slow: ['Slow', 'enter_RUNNING'] })
    const start = environment.tryTransition('START_ACTIVITY')
    await environment.whenState((state) => state === 'RUNNING')
    expect(environment.currentTransition).toBe('START_ACTIVITY')
    await start
    expect(environment.currentTransition).toBeNull()
  })

  it('leave their error at the environment, where later answers find it', async () => {
    const { core, environment } = await configured({ fail: ['Fail', 'before_START_ACTIVITY'] })
    expect(environment.lastError).toBeNull()
    await core.manager.control(environment.id, 'START_ACTIVITY')
    expect(environment.lastError).toMatchObject({
      code: 'HOOK_FAILED',
      message: expect.stringMatching(/^transition canceled with error: .*probe failed/),
    })
  })
})
