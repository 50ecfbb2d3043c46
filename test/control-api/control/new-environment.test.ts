import { type Metadata, status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { environmentOf } from '../../../control-api/client-errors.js'
import { RPC_STATUS } from '../../../control-api/definitions.js'
import { decodeText } from '../../../control-api/trailers.js'
import { rejection } from '../../helpers/caught.js'
import { options, start } from '../../helpers/control-calls.js'
import type { ControlServer } from '../../helpers/control-server.js'
import { until } from '../../helpers/until.js'

const onHost = (host: string) => ({
  workflowTemplate: 'golden-dataflow',
  vars: { hosts: JSON.stringify([host]) },
})

const stateOf = ({ manager }: ControlServer): string | undefined => manager.environments[0]?.state

it('waits until the environment is CONFIGURED', async () => {
  const { client } = await start()
  const requestUser = { externalId: 0, id: 7, name: 'shifter' }
  const reply = await client.call(
    'NewEnvironment',
    { ...onHost('flp-its-1'), requestUser, public: false },
    options,
  )
  expect(reply).toMatchObject({ public: true, environment: { state: 'CONFIGURED', currentTransition: '' } })
  const user = reply.environment?.userVars['last_request_user'] ?? ''
  expect(JSON.parse(user)).toEqual({ externalId: 0, id: 7, name: 'shifter' })
})

it.each([
  ['["ITS"]', ''],
  ['["TPC"]', /^detectors names TPC, .*\ndetectors does not name ITS: /],
])('says in a trailer what was most likely not meant: detectors %s', async (detectors, expected) => {
  const { client } = await start()
  const told: string[] = []
  const onTrailers = (trailers: Metadata): void => {
    told.push(decodeText(trailers.get('aliecs-warning').join()))
  }
  const { workflowTemplate, vars } = onHost('flp-its-1')
  const request = { workflowTemplate, vars: { ...vars, detectors } }
  await client.call('NewEnvironment', request, { ...options, onTrailers })
  expect(told).toEqual([expected === '' ? '' : expect.stringMatching(expected)])
})

it.each([
  [{ ...onHost('no-such-host') }, 'INTERNAL', 'detector not found for host no-such-host'],
  [{ ...onHost('flp-its-1'), workflowTemplate: '' }, 'INVALID_ARGUMENT', 'workflowTemplate: none given'],
  [
    { ...onHost('flp-its-1'), workflowTemplate: 'golden-dataflw' },
    'NOT_FOUND',
    'did you mean golden-dataflow?',
  ],
  [{ workflowTemplate: 'golden-dataflow', vars: { '': 'x' } }, 'INVALID_ARGUMENT', 'has no name'],
])('fails with the status and the environment that it is about: %j', async (request, code, text) => {
  const { client, manager } = await start()
  const error = await rejection(() => client.call('NewEnvironment', request, options))
  expect(error).toMatchObject({
    code: 'CORE_REFUSED',
    message: expect.stringMatching(/^cannot create new environment: /),
    cause: { code: status[code as keyof typeof status] },
  })
  expect(error.message).toContain(text)
  expect(environmentOf(error)).toMatchObject({ id: expect.stringMatching(/^\w{11}$/), state: 'ERROR' })
  expect(Number(environmentOf(error)?.createdWhen)).toBeGreaterThan(0)
  expect(manager.environments).toEqual([])
})

it('has the status in the details too, as the richer error model wants it', async () => {
  const { client } = await start()
  const { cause } = await rejection(() => client.call('NewEnvironment', onHost('no-such-host'), options))
  if (!(cause instanceof Error && 'metadata' in cause)) throw cause
  const [trailer] = (cause.metadata as { get(name: string): unknown[] }).get('grpc-status-details-bin')
  expect(RPC_STATUS.deserialize(trailer as Buffer)).toMatchObject({
    code: 13,
    message: expect.stringMatching(
      /^cannot create new environment: .*detector not found for host no-such-host$/,
    ),
    details: [{ type_url: 'type.googleapis.com/o2control.EnvironmentInfo' }],
  })
})

it('refuses a detector that is in use', async () => {
  const { client } = await start()
  await client.call('NewEnvironment', onHost('flp-mft-1'), options)
  const error = await rejection(() => client.call('NewEnvironment', onHost('flp-mft-1'), options))
  expect(error).toMatchObject({
    message: 'cannot create new environment: detector MFT is already in use',
    cause: { code: status.FAILED_PRECONDITION },
  })
})

it('tells why tasks failed, and leaves nothing', async () => {
  const core = await start()
  core.tasks.addFault({ event: 'CONFIGURE', error: 'cannot configure readout' })
  const error = await rejection(() => core.client.call('NewEnvironment', onHost('flp-its-1'), options))
  expect(error.message).toBe(
    'cannot create new environment: transition canceled with error: cannot configure readout',
  )
  expect(error).toMatchObject({ cause: { code: status.INTERNAL } })
  expect(core.manager.environments).toEqual([])
})

it('answers at once where nobody waits; until it is there the environment is PENDING', async () => {
  const core = await start({ taskTransitionDelayMs: 50 })
  const reply = await core.client.call('NewEnvironmentAsync', onHost('flp-its-1'), options)
  const id = reply.environment?.id ?? ''
  expect(reply).toMatchObject({
    environment: { state: 'PENDING', currentTransition: 'CREATE', userVars: onHost('flp-its-1').vars },
    public: true,
  })
  const states: string[] = []
  await until(
    async () => {
      const { environment } = await core.client.call('GetEnvironment', { id }, options)
      states.push(environment?.state ?? '')
      return environment?.state === 'CONFIGURED'
    },
    () => states.join(),
  )
})

it('goes on where the client cancelled, or its time is over, or it vanished', async () => {
  const core = await start({ taskTransitionDelayMs: 200 })
  const gone = new AbortController()
  const cancelled = rejection(() =>
    core.client.call('NewEnvironment', onHost('flp-its-1'), { ...options, signal: gone.signal }),
  )
  await until(
    () => core.manager.environments.length === 1,
    () => 'the first environment',
  )
  gone.abort()
  expect(await cancelled).toMatchObject({ code: 'CORE_REFUSED', cause: { code: status.CANCELLED } })
  const late = await rejection(() =>
    core.client.call('NewEnvironment', onHost('flp-tpc-1'), { timeoutMs: 100 }),
  )
  expect(late).toMatchObject({
    code: 'CORE_TIMEOUT',
    message: expect.stringContaining('the core may still be at it'),
  })
  const lost = rejection(() => core.client.call('NewEnvironment', onHost('flp-mft-1'), options))
  await until(
    () => core.manager.environments.length === 3,
    () => 'the third environment',
  )
  core.client.close()
  await lost.catch(() => {})
  await until(
    () => core.manager.environments.every(({ state }) => state === 'CONFIGURED'),
    () => `states are ${core.manager.environments.map(({ state }) => state)}`,
  )
})

it('with autoTransition goes through a run by itself', async () => {
  const core = await start()
  const reply = await core.client.call(
    'NewEnvironment',
    { ...onHost('flp-its-1'), autoTransition: true },
    options,
  )
  expect(reply.environment?.id).not.toBe('')
  await until(
    () => stateOf(core) === 'RUNNING',
    () => `state is ${stateOf(core)}`,
  )
  core.manager.taskEvent('end_of_stream')
  await until(
    () => core.manager.environments.length === 0,
    () => `state is ${stateOf(core)}`,
  )
})

it('with autoTransition and nobody who waits too', async () => {
  const core = await start()
  await core.client.call('NewEnvironmentAsync', { ...onHost('flp-its-1'), autoTransition: true }, options)
  await until(
    () => stateOf(core) === 'RUNNING',
    () => `state is ${stateOf(core)}`,
  )
})
