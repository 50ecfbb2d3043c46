import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Metadata, status } from '@grpc/grpc-js'
import { expect, it, onTestFinished } from 'vitest'
import { CONTROL } from '../../../control-api/definitions.js'
import { decodeText } from '../../../control-api/trailers.js'
import { rejection } from '../../helpers/caught.js'
import {
  type ControlServer,
  type ControlServerOptions,
  startControlServer,
} from '../../helpers/control-server.js'
import { temporaryFolder } from '../../helpers/temporary.js'

const options = { timeoutMs: 60_000 }

async function start(wanted: ControlServerOptions = {}): Promise<ControlServer> {
  const core = await startControlServer(wanted)
  onTestFinished(core.close)
  return core
}

async function create({ client }: ControlServer, host: string, more = {}): Promise<string> {
  const vars = { hosts: JSON.stringify([host]), ...more }
  const request = { workflowTemplate: 'golden-dataflow', vars }
  const { environment } = await client.call('NewEnvironment', request, options)
  return environment?.id ?? ''
}

/** The status and the sentence that a client sees. */
async function refusal(call: () => Promise<unknown>): Promise<{ code: string; details: string }> {
  const { cause } = await rejection(call)
  if (!(cause instanceof Error) || !('code' in cause) || !('details' in cause)) throw cause
  return { code: status[Number(cause.code)] ?? '', details: String(cause.details) }
}

it('says of every method that is not here its name', async () => {
  const { client } = await start()
  const missing = [
    'AddRepo',
    'RemoveRepo',
    'SetDefaultRepo',
    'SetGlobalDefaultRevision',
    'ModifyEnvironment',
  ] as const
  for (const name of [...missing, 'SetRepoDefaultRevision'] as const) {
    expect(await refusal(() => client.call(name, {}, options))).toEqual({
      code: 'UNIMPLEMENTED',
      details: `method ${name} is not implemented`,
    })
  }
  expect(Object.keys(CONTROL.definition)).toHaveLength(26)
})

it('GetFrameworkInfo: who the core is, and its figures', async () => {
  const core = await start()
  await create(core, 'flp-its-1')
  expect(await core.client.call('GetFrameworkInfo', {}, options)).toMatchObject({
    frameworkId: 'framework',
    environmentsCount: 1,
    tasksCount: 1,
    hostsCount: 1,
    state: 'CONNECTED',
    version: { major: 1, minor: 2, patch: 3, productName: 'AliECS', versionStr: '1.2.3' },
    activeDetectors: ['ITS'],
    availableDetectors: ['FDD', 'MFT', 'TPC'],
    timestamp: expect.stringMatching(/^\d{13}$/),
  })
})

it('GetActiveDetectors and GetAvailableDetectors: who has which', async () => {
  const core = await start()
  const none = await core.client.call('GetActiveDetectors', {}, options)
  expect(none.detectors).toEqual([])
  await create(core, 'flp-tpc-1')
  const active = await core.client.call('GetActiveDetectors', {}, options)
  const available = await core.client.call('GetAvailableDetectors', {}, options)
  expect([active.detectors, available.detectors]).toEqual([['TPC'], ['FDD', 'ITS', 'MFT']])
})

it('GetEnvironments: those that are !public, or all', async () => {
  const hidden = `name: hidden\nroles:\n  - name: readout\n    task: { load: readout }\n`
  const core = await start({ templates: { hidden } })
  const id = await create(core, 'flp-its-1')
  const other = await core.manager.create({ template: 'hidden', userVars: { hosts: '["flp-tpc-1"]' } })
  const shown = await core.client.call('GetEnvironments', {}, options)
  expect(shown.environments.map((each) => each.id)).toEqual([id])
  const all = await core.client.call('GetEnvironments', { showAll: true, showTaskInfos: true }, options)
  expect(all.environments.map((each) => each.id)).toEqual([id, other.id])
  expect(all.environments.map((each) => each.tasks.length)).toEqual([1, 1])
  const one = await core.client.call('GetEnvironment', { id: other.id }, options)
  expect(one.public).toBe(false)
})

it('GetEnvironment with its workflow: roles, their states and their variables', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1', { kafka_enabled: 'true' })
  const { workflow, environment } = await core.client.call(
    'GetEnvironment',
    { id, showWorkflowTree: true },
    options,
  )
  expect(workflow).toMatchObject({
    name: 'golden-dataflow',
    fullPath: 'golden-dataflow',
    status: 'ACTIVE',
    state: 'MIXED', // as recorded, with calls among the roles
    description: 'Minimal data flow: one readout task per host, plus the Kafka call roles',
    taskIds: [environment?.tasks[0]?.taskId],
  })
  const [host, kafka] = workflow?.roles ?? []
  expect(host).toMatchObject({ vars: { detector: 'ITS' }, taskIds: [environment?.tasks[0]?.taskId] })
  expect(host?.consolidatedStack).toMatchObject({ detector: 'ITS', environment_id: id, run_type: 'PHYSICS' })
  expect(kafka?.roles[0]).toMatchObject({ taskIds: [], state: 'UNKNOWN' })
  const without = await core.client.call('GetEnvironment', { id }, options)
  expect(without.workflow).toBeNull()
})

it.each([
  ['GetEnvironment', { id: 'nobody' }],
  ['ControlEnvironment', { id: 'nobody', type: 'START_ACTIVITY' }],
  ['DestroyEnvironment', { id: 'nobody' }],
  ['GetRoles', { envId: 'nobody' }],
] as const)('%s: an unknown environment is NOT_FOUND, with those that there are', async (name, request) => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  expect(await refusal(() => core.client.call(name, request, options))).toEqual({
    code: 'NOT_FOUND',
    details: `no environment with id nobody; there is: ${id}`,
  })
})

it('ControlEnvironment: times and run number of the transition, ERROR is an answer', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  const requestUser = { externalId: 0, name: 'shifter' }
  const started = await core.client.call(
    'ControlEnvironment',
    { id, type: 'START_ACTIVITY', requestUser },
    options,
  )
  expect(started).toMatchObject({ id, state: 'RUNNING', currentRunNumber: 1 })
  const { startOfTransition, endOfTransition, transitionDuration } = started
  expect(Number(endOfTransition) - Number(startOfTransition)).toBe(Number(transitionDuration))
  expect(Number(transitionDuration)).toBeGreaterThan(0)
  const { environment } = await core.client.call('GetEnvironment', { id }, options)
  expect(environment?.userVars).toMatchObject({ last_request_user: '{"externalId":0,"name":"shifter"}' })

  const reasons: string[] = []
  const onTrailers = (trailers: Metadata): void => {
    reasons.push(decodeText(trailers.get('aliecs-error').join()))
  }
  core.tasks.addFault({ event: 'STOP', error: 'cannot stop: Ω at 100%' })
  const stop = { id, type: 'STOP_ACTIVITY' } as const
  const stopped = await core.client.call('ControlEnvironment', stop, { ...options, onTrailers })
  expect(stopped).toMatchObject({ id, state: 'ERROR', currentRunNumber: 0 })
  expect(reasons).toEqual([expect.stringContaining('cannot stop: Ω at 100%')])
  // From ERROR there is no way, and no GO_ERROR either.
  expect(
    await refusal(() => core.client.call('ControlEnvironment', { id, type: 'CONFIGURE' }, options)),
  ).toMatchObject({
    code: 'ABORTED',
  })
})

it.each(['GO_ERROR', 'NOOP'] as const)('ControlEnvironment: %s is no transition of clients', async (type) => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  expect(await refusal(() => core.client.call('ControlEnvironment', { id, type }, options))).toEqual({
    code: 'INVALID_ARGUMENT',
    details: `cannot prepare invalid transition ${type}; expected one of DEPLOY, CONFIGURE, RESET, START_ACTIVITY, STOP_ACTIVITY`,
  })
  expect(core.manager.environment(id).state).toBe('CONFIGURED')
})

it('ControlEnvironment: a number that is no transition at all', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  // biome-ignore lint/suspicious/noExplicitAny: what a client of a newer schema may send
  const type = 77 as any
  const { code, details } = await refusal(() => core.client.call('ControlEnvironment', { id, type }, options))
  expect([code, details]).toEqual(['INVALID_ARGUMENT', expect.stringContaining('invalid transition 77')])
})

it('DestroyEnvironment: the tasks that ended with it', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  const [task] = core.manager.environment(id).tasks
  const { cleanupTasksReply } = await core.client.call('DestroyEnvironment', { id }, options)
  expect(cleanupTasksReply?.killedTasks).toMatchObject([
    { taskId: task?.id, locked: false, status: 'UNKNOWN', state: 'UNKNOWN', className: 'readout' },
  ])
  expect(core.manager.environments).toEqual([])
})

it('DestroyEnvironment: a running one is stopped first where that is allowed, and forced down where not', async () => {
  const core = await start()
  for (const allowInRunningState of [true, false]) {
    const id = await create(core, 'flp-its-1')
    await core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
    core.events.splice(0)
    await core.client.call('DestroyEnvironment', { id, allowInRunningState }, options)
    const stops = core.events.filter((event) => event.type === 'transition-started')
    expect(stops.map(({ transition }) => transition)).toEqual(
      allowInRunningState ? ['STOP_ACTIVITY', 'RESET'] : [],
    )
  }
})

it('Teardown: every environment goes, the core stays', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  await create(core, 'flp-tpc-1')
  await core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
  await core.client.call('Teardown', { reason: 'end of fill' }, options)
  expect(core.manager.environments).toEqual([])
  expect(await create(core, 'flp-its-1')).not.toBe('')
})

it('GetTasks, GetTask and CleanupTasks: tasks belong to environments', async () => {
  const core = await start()
  expect((await core.client.call('GetTasks', {}, options)).tasks).toEqual([])
  const id = await create(core, 'flp-its-1')
  const { tasks } = await core.client.call('GetTasks', {}, options)
  expect(tasks).toMatchObject([
    {
      locked: true,
      claimable: false,
      critical: true,
      className: 'readout',
      deploymentInfo: { hostname: 'flp-its-1' },
    },
  ])
  const taskId = tasks[0]?.taskId ?? ''
  expect((await core.client.call('GetTask', { taskId }, options)).task).toMatchObject({
    shortInfo: { taskId, name: `readout#${taskId}` },
    envId: id,
    taskPath: 'golden-dataflow.host-flp-its-1.readout',
  })
  const cleaned = await core.client.call('CleanupTasks', {}, options)
  expect([cleaned.killedTasks, cleaned.runningTasks.map((task) => task.taskId)]).toEqual([[], [taskId]])
  for (const name of ['GetTask', 'CleanupTasks'] as const) {
    const request = name === 'GetTask' ? { taskId: 'nothing' } : { taskIds: ['nothing'] }
    expect(await refusal(() => core.client.call(name, request, options))).toEqual({
      code: 'NOT_FOUND',
      details: 'no task with id nothing; GetTasks has the ids of all 1',
    })
  }
})

it('GetRoles: those whose path fits', async () => {
  const core = await start()
  const envId = await create(core, 'flp-its-1')
  const paths = async (pathSpec: string) =>
    (await core.client.call('GetRoles', { envId, pathSpec }, options)).roles.map(({ fullPath }) => fullPath)
  expect(await paths('')).toEqual(['golden-dataflow'])
  expect(await paths('*.host-*')).toEqual(['golden-dataflow.host-flp-its-1'])
  expect(await paths('**.readout')).toEqual(['golden-dataflow.host-flp-its-1.readout'])
  expect(await paths('nothing')).toEqual([])
  expect(await refusal(() => paths('*'.repeat(1001)))).toEqual({
    code: 'INVALID_ARGUMENT',
    details: 'pathSpec: 1001 characters, expected 1000 at most',
  })
})

it('GetIntegratedServices: those that are loaded, and empty records of the others', async () => {
  const { client } = await start()
  const { services } = await client.call('GetIntegratedServices', {}, options)
  expect(Object.keys(services)).toEqual(
    expect.arrayContaining([
      'bookkeeping',
      'ccdb',
      'dcs',
      'ddsched',
      'kafka',
      'lhc',
      'odc',
      'testplugin',
      'trg',
    ]),
  )
  expect(services['testplugin']).toMatchObject({ enabled: true, connectionState: 'READY' })
  expect(services['kafka']).toEqual({ name: '', enabled: false, endpoint: '', connectionState: '', data: '' })
})

it('ListRepos, GetWorkflowTemplates and RefreshRepos: what can be asked for', async () => {
  const { client } = await start()
  const { repos, globalDefaultRevision } = await client.call('ListRepos', { getRevisions: true }, options)
  expect(repos).toMatchObject([{ default: true }])
  const [repo] = repos
  expect([repo?.defaultRevision, repo?.revisions[0]]).toEqual([globalDefaultRevision, globalDefaultRevision])
  const { workflowTemplates } = await client.call('GetWorkflowTemplates', {}, options)
  const dataflow = workflowTemplates.find(({ template }) => template === 'golden-dataflow')
  expect(dataflow).toMatchObject({ repo: repo?.name, revision: globalDefaultRevision, varSpecMap: {} })
  await client.call('RefreshRepos', { index: -1 }, options)
  expect(await refusal(() => client.call('RefreshRepos', { index: 3 }, options))).toMatchObject({
    code: 'INVALID_ARGUMENT',
    details: expect.stringContaining('index'),
  })
})

it('lives with twenty environments at once', async () => {
  const folder = temporaryFolder()
  writeFileSync(
    join(folder, 'one.yaml'),
    'name: !public one\nroles:\n  - name: readout\n    task: { load: readout }\n',
  )
  const core = await start({ repositories: [folder] })
  const life = async (): Promise<string[]> => {
    const { environment } = await core.client.call('NewEnvironment', { workflowTemplate: 'one' }, options)
    const id = environment?.id ?? ''
    const states = [environment?.state ?? '']
    for (const type of ['START_ACTIVITY', 'STOP_ACTIVITY', 'START_ACTIVITY'] as const) {
      states.push((await core.client.call('ControlEnvironment', { id, type }, options)).state)
    }
    const { environments } = await core.client.call('GetEnvironments', {}, options)
    expect(environments.map((each) => each.id)).toContain(id)
    await core.client.call('DestroyEnvironment', { id, allowInRunningState: true }, options)
    return states
  }
  const lives = await Promise.all(Array.from({ length: 20 }, life))
  expect(new Set(lives.map(String))).toEqual(new Set(['CONFIGURED,RUNNING,CONFIGURED,RUNNING']))
  expect((await core.client.call('GetFrameworkInfo', {}, options)).environmentsCount).toBe(0)
})

it('takes no requests any more when the core is shutting down', async () => {
  const core = await start()
  await core.manager.shutdown(10_000)
  const request = { workflowTemplate: 'golden-dataflow', vars: { hosts: '["flp-its-1"]' } }
  expect(await rejection(() => core.client.call('NewEnvironment', request, options))).toMatchObject({
    code: 'CORE_REFUSED',
    message: 'cannot create new environment: the core is shutting down',
    cause: { code: status.UNAVAILABLE },
  })
})
