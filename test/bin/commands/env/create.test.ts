import { describe, expect, it } from 'vitest'
import type { NewAutoEnvironmentRequest__Output } from '#generated/grpc/o2control/NewAutoEnvironmentRequest.js'
import type { NewEnvironmentRequest__Output } from '#generated/grpc/o2control/NewEnvironmentRequest.js'
import { RpcError } from '../../../../control-api/rpc-error.js'
import { controlStub } from '../../../helpers/control-stub.js'
import { runCommand, startCommand } from '../../../helpers/run-command.js'
import { until } from '../../../helpers/until.js'

const environment = {
  id: 'abcdef',
  state: 'CONFIGURED',
  includedDetectors: ['ITS', 'TPC'],
  numberOfTasks: 1,
}

async function core(outcome: () => object | Promise<object> = () => ({ environment })) {
  const requests: NewEnvironmentRequest__Output[] = []
  const create = (request: NewEnvironmentRequest__Output) => {
    requests.push(request)
    return outcome()
  }
  const address = await controlStub({
    GetEnvironments: () => ({}),
    NewEnvironment: create,
    NewEnvironmentAsync: (request) => ({
      ...create(request),
      environment: { id: 'abcdef', state: 'PENDING' },
    }),
  })
  return { address, requests }
}

const create = (address: string, ...args: string[]) =>
  runCommand(['env', 'create', '--core', address, '--workflow', 'readout-dataflow', ...args])

describe('env create', () => {
  it('asks for what the arguments say', async () => {
    const { address, requests } = await core()
    const vars = ['-e', 'kafka_enabled=true', '-e', '{"detectors":["ITS","TPC"]}']
    expect(await create(address, ...vars)).toEqual({
      exitCode: 0,
      stdout: ['abcdef  CONFIGURED  ITS TPC, 1 task'],
      stderr: [],
    })
    expect(requests).toMatchObject([
      {
        workflowTemplate: 'readout-dataflow',
        vars: { kafka_enabled: 'true', detectors: '["ITS","TPC"]' },
        requestUser: { name: expect.stringContaining('@') },
      },
    ])
  })

  it('with warnings of the core: they are shown', async () => {
    const address = await controlStub({
      GetEnvironments: () => ({}),
      NewEnvironment: (_request, { trailers }) => {
        trailers.set('aliecs-warning', 'detectors names %CE%A9%0Adetectors does not name ITS')
        return { environment }
      },
    })
    expect(await create(address)).toEqual({
      exitCode: 0,
      stdout: ['abcdef  CONFIGURED  ITS TPC, 1 task'],
      stderr: ['detectors names Ω', 'detectors does not name ITS'],
    })
  })

  it('--async: the id at once', async () => {
    const { address } = await core()
    expect(await create(address, '--async')).toEqual({
      exitCode: 0,
      stdout: ['abcdef  PENDING'],
      stderr: ['being created; aliecs-kafka env show abcdef says how far it is'],
    })
  })

  it('--json: the answer', async () => {
    const { address } = await core()
    const { stdout } = await create(address, '--json')
    expect(stdout).toHaveLength(1)
    expect(JSON.parse(stdout[0] ?? '')).toMatchObject({ environment })
  })

  it('that fails: the reason, and which environment it would have been', async () => {
    const { address } = await core(() => {
      throw new RpcError(13, 'cannot create new environment: no', {
        environment: { id: 'abcdef', state: 'ERROR' },
      })
    })
    expect(await create(address)).toEqual({
      exitCode: 1,
      stdout: [],
      stderr: ['error: cannot create new environment: no (environment abcdef, ERROR)'],
    })
  })

  it('remarks on what is probably not meant, and does it', async () => {
    const { address, requests } = await core()
    const { exitCode, stderr } = await create(address, '-e', 'kafka_enabled=True')
    expect(exitCode).toBe(0)
    expect(stderr).toEqual(['kafka_enabled is "True": only true, exactly so, makes the environment publish'])
    expect(requests).toMatchObject([{ vars: { kafka_enabled: 'True' } }])
  })

  it.each([
    ['aliecs-kafka/0.1.0', 'True', []],
    [
      'aliecs-kafka/0.1.0',
      'yes',
      ['kafka_enabled is "yes", neither true nor false: the environment publishes nothing'],
    ],
    ['', 'yes', ['kafka_enabled is "yes": only true, exactly so, makes the environment publish']],
  ])('remarks on kafka_enabled as the core reads it: %j, %j', async (program, value, lines) => {
    const address = await controlStub({
      GetFrameworkInfo: (_request, { trailers }) => {
        if (program !== '') trailers.set('aliecs-core', program)
        return {}
      },
      GetEnvironments: () => ({}),
      NewEnvironment: () => ({ environment }),
    })
    const { exitCode, stderr } = await create(address, '-e', `kafka_enabled=${value}`)
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: lines })
  })

  it.each([
    [['-w', 't', '-e', 'kafka_enabled'], /^error: -e "kafka_enabled": expected key=value/],
    [['-w', 't', '--auto', '--async'], /^error: option '--a\w+' cannot be used with option '--a\w+'$/],
    [[], /^error: required option '-w, --workflow <template>' not specified$/],
  ])('%j: exit status 2', async (args, line) => {
    expect(await runCommand(['env', 'create', ...args])).toEqual({
      exitCode: 2,
      stdout: [],
      stderr: [expect.stringMatching(line)],
    })
  })

  it('Ctrl-C leaves at once, and says that the core goes on', async () => {
    const { address, requests } = await core(() => new Promise(() => {}))
    const { end, interrupt } = startCommand(['env', 'create', '-w', 't', '--core', address])
    await until(
      () => requests.length > 0,
      () => 'the request',
    )
    interrupt()
    expect(await end).toEqual({
      exitCode: 130,
      stdout: [],
      stderr: ['interrupted; the core goes on with the creation; aliecs-kafka env list shows it'],
    })
  })
})

describe('env create --auto', () => {
  /** Streams these events to whoever asked for them, once an environment was asked for. */
  async function autoCore(events: object[], accept: () => object = () => ({})) {
    let asked: (request: NewAutoEnvironmentRequest__Output) => void
    const request = new Promise<NewAutoEnvironmentRequest__Output>((resolve) => {
      asked = resolve
    })
    return controlStub({
      NewAutoEnvironment: (message) => {
        const reply = accept()
        asked(message)
        return reply
      },
      Subscribe: async function* ({ id }) {
        if ((await request).id === id) yield* events
      },
    })
  }

  const step = (fields: object) => ({
    timestamp: 1795401079837,
    environmentEvent: { environmentId: 'abcdef', ...fields },
  })
  const run = {
    timestamp: 1795401079838,
    runEvent: { environmentId: 'abcdef', runNumber: 7, state: 'RUNNING' },
  }
  const good = [
    step({ state: 'CONFIGURED', transition: 'CONFIGURE', message: 'completed' }),
    step({ state: 'RUNNING', runNumber: 7, transition: 'START_ACTIVITY' }),
    run,
    // As cores tell it when all tasks end the run.
    step({ state: 'CONFIGURED', transition: 'STOP_ACTIVITY', error: 'inappropriate' }),
    step({ state: 'DONE', transition: 'DESTROY' }),
  ]

  it('shows the events until the environment is gone', async () => {
    const { exitCode, stdout, stderr } = await create(await autoCore(good), '--auto')
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: [] })
    expect(stdout).toEqual([
      expect.stringMatching(
        /^\d\d:\d\d:\d\d\.837 {2}aliecs\.environment {2}abcdef +CONFIGURED +CONFIGURE .*completed$/,
      ),
      expect.stringMatching(/aliecs\.environment {2}abcdef +RUNNING +run 7 +START_ACTIVITY$/),
      expect.stringMatching(/aliecs\.run {10}abcdef +RUNNING +run 7$/),
      expect.stringMatching(/abcdef +CONFIGURED +STOP_ACTIVITY +inappropriate$/),
      expect.stringMatching(/aliecs\.environment {2}abcdef +DONE +DESTROY$/),
    ])
  })

  it('shows roles and tasks when they change, not each time the core names them', async () => {
    const role = (fields: object) => ({
      timestamp: 1795401079837,
      roleEvent: { environmentId: 'abcdef', name: 'readout', rolePath: 'flow.readout', ...fields },
    })
    const task = (state: string) => ({
      timestamp: 1795401079837,
      taskEvent: { environmentId: 'abcdef', taskid: 'T1', name: 'readout', status: 'ACTIVE', state },
    })
    const unchanged = Array.from({ length: 100 }, () => role({ state: 'RUNNING' }))
    const events = [
      role({ status: 'ACTIVE' }),
      role({ state: 'RUNNING' }),
      ...unchanged,
      role({ status: 'ACTIVE' }),
      task('ERROR'),
      task('ERROR'),
      role({ rolePath: 'flow.other', state: 'RUNNING' }),
      role({ state: 'ERROR' }),
      ...good,
    ]
    const { stdout } = await create(await autoCore(events), '--auto')
    const ofRolesAndTasks = stdout.filter((line) => /aliecs\.(role|task)/.test(line))
    expect(ofRolesAndTasks).toEqual([
      expect.stringMatching(/aliecs\.role .*ACTIVE/),
      expect.stringMatching(/aliecs\.role .*RUNNING/),
      expect.stringMatching(/aliecs\.task .*ERROR/),
      expect.stringMatching(/aliecs\.role .*RUNNING.*other|aliecs\.role .*other.*RUNNING/),
      expect.stringMatching(/aliecs\.role .*ERROR/),
    ])
    expect(stdout).toHaveLength(5 + good.length)
  })

  it('--json: what became of it', async () => {
    const { stdout } = await create(await autoCore(good), '--auto', '--json')
    expect(stdout.map((line) => JSON.parse(line))).toEqual([
      { environmentId: 'abcdef', state: 'DONE', runNumber: 7, error: null },
    ])
  })

  it.each([
    [[step({ state: 'ERROR', error: 'no tasks' }), step({ state: 'DONE' })], 'no tasks'],
    [[step({ state: 'ERROR', runNumber: 7 })], 'it was in ERROR'],
    [[step({ state: 'DONE' })], 'there was no run'],
    [[], 'the core told nothing of it'],
  ])('an environment that fails: exit status 1', async (events, reason) => {
    const { exitCode, stderr } = await create(await autoCore(events), '--auto')
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: [`error: the environment failed: ${reason}`],
    })
  })

  it('one that the core refuses', async () => {
    const core = await autoCore([], () => {
      throw new RpcError(5, 'no template readout-dataflow')
    })
    expect(await create(core, '--auto')).toEqual({
      exitCode: 1,
      stdout: [],
      stderr: ['error: no template readout-dataflow'],
    })
  })
})
