import { describe, expect, it } from 'vitest'
import { ConsulTree } from '../../settings/consul-tree.js'
import { readInventory } from '../../settings/inventory.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { describeWithConsul, randomName } from '../helpers/services.js'
import { temporaryFile } from '../helpers/temporary.js'

const inventoryOf = (text: string) => readInventory(new YamlTree(temporaryFile('tree.yaml', text)))
const TREE = `
o2:
  hardware:
    detectors:
      TPC: {flps: {flp-tpc-1: {cards: "{}"}, flp-tpc-2: {}}}
      ITS: {flps: {flp-its-1: , flp-both: {}}}
      MFT: {flps: {flp-both: {}}, other: {flp-mft-9: {}}}
      XYZ: {flps: {}}
`

describe('readInventory', () => {
  it.each([
    ['flp-tpc-1', 'TPC'],
    ['flp-tpc-2', 'TPC'],
    ['flp-its-1', 'ITS'],
    ['flp-both', 'ITS'],
  ])('%s belongs to %s', async (host, detector) => {
    expect((await inventoryOf(TREE)).detectorForHost(host)).toBe(detector)
  })

  it('has all detectors, sorted', async () => {
    expect((await inventoryOf(TREE)).detectors).toEqual(['ITS', 'MFT', 'TPC', 'XYZ'])
    expect((await inventoryOf('o2: {}')).detectors).toEqual([])
  })

  it('names the detectors of hosts once, sorted', async () => {
    const inventory = await inventoryOf(TREE)
    expect(inventory.detectorsForHosts(['flp-tpc-1', 'flp-its-1', 'flp-tpc-2'])).toEqual(['ITS', 'TPC'])
    expect(inventory.detectorsForHosts([])).toEqual([])
  })

  it.each(['flp-mft-9', 'flps', 'ITS', ''])('does not know %j', async (host) => {
    const tree = new YamlTree(temporaryFile('tree.yaml', TREE))
    const inventory = await readInventory(tree)
    const key = `o2/hardware/detectors/<detector>/flps/${host}/…`
    const unknown = expect.objectContaining({
      code: 'HOST_UNKNOWN',
      message: `detector not found for host ${host}: expected a key ${key} in ${tree.uri}`,
    })
    expect(() => inventory.detectorForHost(host)).toThrow(unknown)
    expect(() => inventory.detectorsForHosts(['flp-its-1', host])).toThrow(unknown)
  })

  it('is empty where there is none', async () => {
    expect((await inventoryOf('o2: {}')).detectorsForHosts([])).toEqual([])
  })

  it('cannot be had without the tree', async () => {
    await expect(readInventory(new YamlTree('/no/such/file.yaml'))).rejects.toMatchObject({
      code: 'SETTINGS_SOURCE',
    })
  })
})

describeWithConsul('readInventory from Consul', (address) => {
  it('takes keys and empty folders', async () => {
    const put = consulKeys(address())
    const detector = randomName('DET')
    const host = randomName('flp')
    await put(`o2/hardware/detectors/${detector}/flps/${host}-1/cards`, '{}')
    await put(`o2/hardware/detectors/${detector}/flps/${host}-2/`, '')
    const [name = '', port] = address().split(':')
    const inventory = await readInventory(new ConsulTree({ host: name, port: Number(port) }))
    expect(inventory.detectorForHost(`${host}-1`)).toBe(detector)
    expect(inventory.detectorForHost(`${host}-2`)).toBe(detector)
    expect(() => inventory.detectorForHost(`${host}-3`)).toThrow(`detector not found for host ${host}-3`)
  })
})
