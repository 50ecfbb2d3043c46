import type { Metadata } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import type { CallOptions } from '../../../control-api/client.js'
import { decodeText } from '../../../control-api/trailers.js'
import { create, options, refusal, start } from '../../helpers/control-calls.js'

/** It knows transitions that the schema here has not. */
interface ClientOfNewerSchema {
  call(
    name: 'ControlEnvironment',
    request: { id?: string; type?: string | number },
    callOptions: CallOptions,
  ): Promise<unknown>
}

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
  const client: ClientOfNewerSchema = core.client
  const { code, details } = await refusal(() => client.call('ControlEnvironment', { id, type: 77 }, options))
  expect([code, details]).toEqual(['INVALID_ARGUMENT', expect.stringContaining('invalid transition 77')])
})
