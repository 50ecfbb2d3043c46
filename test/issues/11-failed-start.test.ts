/**
 * A START_ACTIVITY that failed, for want of a run number among others, was answered with gRPC OK and run number 0: a client
 * that did not look at the state took it for a started run.
 */
import { expect, it } from 'vitest'
import { environmentOf } from '../../control-api/client-errors.js'
import { AliecsError } from '../../errors.js'
import { rejection } from '../helpers/caught.js'
import { create, options, refusal, start } from '../helpers/control-calls.js'
import { runCommand } from '../helpers/run-command.js'

const noRunNumbers = {
  next: () =>
    Promise.reject(new AliecsError('RUN_NUMBER', 'Consul at consul.example:8500: connection refused')),
}

it('is an error with the reason and the environment, where there is no run number', async () => {
  const core = await start({ runNumbers: noRunNumbers })
  const id = await create(core, 'flp-its-1')
  const call = () => core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
  const error = await rejection(call)
  expect(error).toMatchObject({
    code: 'CORE_REFUSED',
    message: `START_ACTIVITY of ${id} failed, it is in ERROR now: transition canceled with error: no run number: Consul at consul.example:8500: connection refused`,
    cause: { code: 10 },
  })
  expect(environmentOf(error)).toMatchObject({ id, state: 'ERROR' })
  expect(core.manager.environment(id).state).toBe('ERROR')
})

it('is an error where a task refuses, while other transitions answer with the state', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  core.tasks.addFault({ event: 'START', error: 'cannot start readout' })
  const call = () => core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
  expect(await refusal(call)).toEqual({
    code: 'ABORTED',
    details: expect.stringMatching(
      /^START_ACTIVITY of .* failed, it is in ERROR now: .*cannot start readout/,
    ),
  })
  const other = await create(core, 'flp-tpc-1')
  const stop = { id: other, type: 'STOP_ACTIVITY' } as const
  expect(await core.client.call('ControlEnvironment', stop, options)).toMatchObject({ state: 'ERROR' })
})

it('is exit status 1 with the reason at the command line', async () => {
  const core = await start({ runNumbers: noRunNumbers })
  const id = await create(core, 'flp-its-1')
  const args = ['env', 'control', id, 'START_ACTIVITY', '--core', core.client.address]
  expect(await runCommand(args)).toEqual({
    exitCode: 1,
    stdout: [],
    stderr: [expect.stringMatching(/^error: START_ACTIVITY of .* failed, .*: connection refused$/)],
  })
})
