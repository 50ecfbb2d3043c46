import { expect, it } from 'vitest'
import { options, start } from '../../helpers/control-calls.js'

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
