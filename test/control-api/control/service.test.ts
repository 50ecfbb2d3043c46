import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { CONTROL } from '../../../control-api/definitions.js'
import { rejection } from '../../helpers/caught.js'
import { create, options, refusal, start } from '../../helpers/control-calls.js'
import { temporaryFolder } from '../../helpers/temporary.js'

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
