import { expect, it } from 'vitest'
import { create, options, start } from '../../helpers/control-calls.js'

it('Teardown: every environment goes, the core stays', async () => {
  const core = await start()
  const id = await create(core, 'flp-its-1')
  await create(core, 'flp-tpc-1')
  await core.client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
  await core.client.call('Teardown', { reason: 'end of fill' }, options)
  expect(core.manager.environments).toEqual([])
  expect(await create(core, 'flp-its-1')).not.toBe('')
})
