import { describe, expect, it } from 'vitest'
import type { ControlEnvironmentRequest__Output } from '#generated/grpc/o2control/ControlEnvironmentRequest.js'
import { type ControlMethods, controlStub } from '../../../helpers/control-stub.js'
import { runCommand, startCommand } from '../../../helpers/run-command.js'
import { until } from '../../../helpers/until.js'

/** A core with one environment; its transitions lead to `reply`. */
async function core(environment: object, control: ControlMethods['ControlEnvironment'] = () => ({})) {
  const requests: ControlEnvironmentRequest__Output[] = []
  const address = await controlStub({
    GetEnvironments: () => ({ environments: [{ id: 'abcdef', ...environment }] }),
    GetEnvironment: () => ({ environment: { id: 'abcdef', ...environment } }),
    ControlEnvironment: (request, context) => {
      requests.push(request)
      return control(request, context)
    },
  })
  return { address, requests }
}

const started = { id: 'abcdef', state: 'RUNNING', currentRunNumber: 12, transitionDuration: 1234 }
const failed = { id: 'abcdef', state: 'ERROR' }

describe('env control', () => {
  it.each(['START_ACTIVITY', 'start_activity', 'Start-Activity'])('%s', async (transition) => {
    const { address, requests } = await core({ state: 'CONFIGURED' }, () => started)
    expect(await runCommand(['env', 'control', 'abc', transition, '--core', address])).toEqual({
      exitCode: 0,
      stdout: ['abcdef  RUNNING, run 12  START_ACTIVITY took 1.2 s'],
      stderr: [],
    })
    expect(requests).toMatchObject([
      { id: 'abcdef', type: 'START_ACTIVITY', requestUser: { name: expect.stringContaining('@') } },
    ])
  })

  it('that leads to ERROR: exit status 1 and where the reason is', async () => {
    const { address } = await core({ state: 'CONFIGURED' }, () => failed)
    expect(await runCommand(['env', 'control', 'abcdef', 'START_ACTIVITY', '--core', address])).toEqual({
      exitCode: 1,
      stdout: [],
      stderr: [
        "error: START_ACTIVITY failed, abcdef is in ERROR now; the core's log and aliecs-kafka consume aliecs.environment" +
          ' --env abcdef have the reason',
      ],
    })
  })

  it('that leads to ERROR at a core that says why: the reason', async () => {
    const { address } = await core({ state: 'CONFIGURED' }, (_request, { trailers }) => {
      trailers.set('aliecs-error', '100%25 of 2 tasks said %E2%80%9Cno%E2%80%9D%0A')
      return failed
    })
    expect(await runCommand(['env', 'control', 'abcdef', 'START_ACTIVITY', '--core', address])).toEqual({
      exitCode: 1,
      stdout: [],
      stderr: ['error: START_ACTIVITY failed, abcdef is in ERROR now: 100% of 2 tasks said “no”\\x0a'],
    })
  })

  it('--json: the answer, whatever it is', async () => {
    for (const [reply, exitCode] of [
      [started, 0],
      [failed, 1],
    ] as const) {
      const { address } = await core({ state: 'CONFIGURED' }, () => reply)
      const end = await runCommand([
        'env',
        'control',
        'abcdef',
        'START_ACTIVITY',
        '--json',
        '--core',
        address,
      ])
      expect(end.exitCode).toBe(exitCode)
      expect(end.stdout).toHaveLength(1)
      expect(JSON.parse(end.stdout[0] ?? '')).toMatchObject({ id: 'abcdef', state: reply.state })
    }
  })

  it.each([
    ['CONFIGURED', 'STOP_ACTIVITY', 'RESET, START_ACTIVITY are'],
    ['RUNNING', 'START_ACTIVITY', 'STOP_ACTIVITY is'],
    ['ERROR', 'RESET', 'none is'],
  ])(
    'asks nothing of the core that %s does not allow, for that would end in ERROR: %s',
    async (state, event, possible) => {
      const { address, requests } = await core({ state })
      expect(await runCommand(['env', 'control', 'abcdef', event, '--core', address])).toEqual({
        exitCode: 1,
        stdout: [],
        stderr: [
          `error: ${event} is not possible in ${state}, ${possible}; abcdef is left as it is (--force asks the core even so)`,
        ],
      })
      expect(requests).toEqual([])
    },
  )

  it.each([
    ['with --force', { state: 'RUNNING' }, ['--force']],
    ['behind a transition that is under way', { state: 'RUNNING', currentTransition: 'STOP_ACTIVITY' }, []],
    ['in a state of other cores', { state: 'MIXED' }, []],
  ])('asks it %s', async (_when, environment, flags) => {
    const { address, requests } = await core(environment, () => started)
    await runCommand(['env', 'control', 'abcdef', 'START_ACTIVITY', ...flags, '--core', address])
    expect(requests).toHaveLength(1)
  })

  it.each([
    ['START', '; did you mean START_ACTIVITY?'],
    ['CONFIGRE', '; did you mean CONFIGURE?'],
    ['GO_ERROR', ''],
    ['jump', ''],
  ])('%s is none: exit status 2, with those that there are', async (transition, advice) => {
    expect(await runCommand(['env', 'control', 'abcdef', transition])).toEqual({
      exitCode: 2,
      stdout: [],
      stderr: [
        `error: no transition "${transition}", expected one of DEPLOY, CONFIGURE, RESET, START_ACTIVITY, STOP_ACTIVITY${advice}`,
      ],
    })
  })

  it('Ctrl-C leaves at once, and says that the core goes on', async () => {
    const { address, requests } = await core({ state: 'CONFIGURED' }, () => new Promise(() => {}))
    const { end, interrupt } = startCommand(['env', 'control', 'abcdef', 'START_ACTIVITY', '--core', address])
    await until(
      () => requests.length > 0,
      () => 'the request',
    )
    interrupt()
    expect(await end).toEqual({
      exitCode: 130,
      stdout: [],
      stderr: ['interrupted; the core goes on with START_ACTIVITY of abcdef'],
    })
  })
})
