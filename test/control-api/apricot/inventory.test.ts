import { status } from '@grpc/grpc-js'
import { expect, it } from 'vitest'
import { connected, describeBackends } from '../../helpers/apricot-backends.js'
import { rejection } from '../../helpers/caught.js'

describeBackends((open) => {
  const client = async () => connected(await open())

  it('ListDetectors: sorted; the trigger system only when all are asked for', async () => {
    const detectors = ['FDD', 'ITS', 'MFT', 'TPC']
    const apricot = await client()
    expect(await apricot.call('ListDetectors', {})).toEqual({ detectors: [...detectors, 'ZDC'] })
    const all = { detectors: [...detectors, 'TRG', 'ZDC'] }
    expect(await apricot.call('ListDetectors', { getAll: true })).toEqual(all)
  })

  it.each([
    ['FDD', ['flp-fdd-1']],
    ['ITS', ['flp-its-1', 'flp-its-2']],
    ['ZDC', []],
    ['', ['flp-fdd-1', 'flp-its-1', 'flp-its-2', 'flp-mft-1', 'flp-spare', 'flp-tpc-1', 'flp-trg-1']],
  ])('GetHostInventory of %j', async (detector, hosts) => {
    expect(await (await client()).call('GetHostInventory', { detector })).toEqual({ hosts })
  })

  it('GetHostInventory of an unknown detector says which there are', async () => {
    const apricot = await client()
    const details = 'no detector "IST"; did you mean ITS? There is: FDD, ITS, MFT, TPC, TRG, ZDC'
    const error = await rejection(() => apricot.call('GetHostInventory', { detector: 'IST' }))
    expect(error).toMatchObject({ code: status.NOT_FOUND, details })
  })

  it('GetDetectorsInventory', async () => {
    const { detectorEntries } = await (await client()).call('GetDetectorsInventory', {})
    expect(detectorEntries).toEqual({
      FDD: { flps: ['flp-fdd-1'] },
      ITS: { flps: ['flp-its-1', 'flp-its-2'] },
      MFT: { flps: ['flp-mft-1'] },
      TPC: { flps: ['flp-tpc-1'] },
      TRG: { flps: ['flp-trg-1'] },
      ZDC: { flps: [] },
    })
  })

  it('GetDetectorForHost', async () => {
    const apricot = await client()
    expect(await apricot.call('GetDetectorForHost', { hostname: 'flp-its-2' })).toEqual({ payload: 'ITS' })
    for (const [hostname, details] of [
      ['flp-spare', /^detector not found for host flp-spare/],
      ['', /^hostname: expected a host/],
    ] as const) {
      const error = await rejection(() => apricot.call('GetDetectorForHost', { hostname }))
      expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringMatching(details) })
    }
  })

  it('GetDetectorsForHosts', async () => {
    const apricot = await client()
    const hosts = ['flp-tpc-1', 'flp-its-2', 'flp-its-1']
    expect(await apricot.call('GetDetectorsForHosts', { hosts })).toEqual({ detectors: ['ITS', 'TPC'] })
    expect(await apricot.call('GetDetectorsForHosts', {})).toEqual({ detectors: [] })
    for (const bad of [['flp-its-1', 'nobody'], ['']]) {
      const error = await rejection(() => apricot.call('GetDetectorsForHosts', { hosts: bad }))
      expect(error).toMatchObject({ code: status.INVALID_ARGUMENT })
    }
  })
})
