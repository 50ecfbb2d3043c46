import { expect, it } from 'vitest'
import { create, options, start } from '../../helpers/control-calls.js'

it('GetActiveDetectors and GetAvailableDetectors: who has which', async () => {
  const core = await start()
  const none = await core.client.call('GetActiveDetectors', {}, options)
  expect(none.detectors).toEqual([])
  await create(core, 'flp-tpc-1')
  const active = await core.client.call('GetActiveDetectors', {}, options)
  const available = await core.client.call('GetAvailableDetectors', {}, options)
  expect([active.detectors, available.detectors]).toEqual([['TPC'], ['FDD', 'ITS', 'MFT']])
})
