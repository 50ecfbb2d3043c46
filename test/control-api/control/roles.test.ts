import { expect, it } from 'vitest'
import { create, options, refusal, start } from '../../helpers/control-calls.js'

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
