import { readFileSync } from 'node:fs'
import { ServerCredentials, status } from '@grpc/grpc-js'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Document } from 'yaml'
import { apricotService } from '../../../control-api/apricot/service.js'
import { startGrpcServer } from '../../../control-api/server.js'
import { ConsulTree } from '../../../settings/consul-tree.js'
import type { RunNumberSource, WritableTree } from '../../../settings/index.js'
import { ConsulRunNumbers } from '../../../settings/run-number-consul.js'
import { FileRunNumbers } from '../../../settings/run-number-file.js'
import { YamlTree } from '../../../settings/yaml-tree.js'
import { type ApricotClient, connectApricot } from '../../helpers/apricot-client.js'
import { rejection } from '../../helpers/caught.js'
import { consulKeys } from '../../helpers/consul-keys.js'
import { MemoryLogger } from '../../helpers/memory-logger.js'
import { describeWithConsul, randomName } from '../../helpers/services.js'
import { temporaryFile, temporaryFolder } from '../../helpers/temporary.js'

/** As that of the recordings, with a host without detector, the trigger system, and a detector without hosts. */
const KEYS: Readonly<Record<string, string>> = {
  'o2/hardware/detectors/ITS/flps/flp-its-1/cards': '{}',
  'o2/hardware/detectors/ITS/flps/flp-its-2/cards': '{}',
  'o2/hardware/detectors/TPC/flps/flp-tpc-1/cards': '{}',
  'o2/hardware/detectors/FDD/flps/flp-fdd-1/cards': '{}',
  'o2/hardware/detectors/MFT/flps/flp-mft-1/cards': '{}',
  'o2/hardware/detectors/TRG/flps/flp-trg-1/cards': '{}',
  'o2/hardware/detectors/ZDC/info': 'nothing yet',
  'o2/hardware/flps/flp-spare/cards': '{}',
  'o2/runtime/aliecs/vars/kafka_enabled': 'true',
  'o2/runtime/aliecs/defaults/run_type': 'COSMICS',
  'o2/runtime/COG/mapping': '{"a":1}',
  'o2/runtime/COG/deeper/one': '1',
  'o2/runtime/COG-v1/neighbour': 'x',
}
const identity = { frameworkId: 'framework-1', hostname: 'core.example' }

interface Backend {
  tree: WritableTree
  runNumbers: RunNumberSource
}

async function connected({ tree, runNumbers }: Backend, logger = new MemoryLogger()): Promise<ApricotClient> {
  const services = [apricotService({ tree, runNumbers, identity, logger })]
  const credentials = ServerCredentials.createInsecure()
  const server = await startGrpcServer({ services, host: '127.0.0.1', port: 0, credentials, logger })
  const client = connectApricot(server.address)
  onTestFinished(async () => {
    client.close()
    await server.close(0)
  })
  return client
}

describe('with a settings file', () => {
  itIsApricot(fileBackend, () => '')

  it('keeps what is set in a file beside the settings, which stay as they are', async () => {
    const backend = fileBackend()
    const path = backend.tree.uri.replace('file://', '')
    const before = readFileSync(path, 'utf8')
    await (await connected(backend)).call('SetRuntimeEntry', { component: 'COG', key: 'new', value: 'true' })
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readFileSync(path.replace('.yaml', '.runtime.yaml'), 'utf8')).toMatch(
      /^ {4}COG:\n {6}new: "true"$/m,
    )
    const later = await connected({ ...backend, tree: new YamlTree(path) })
    expect(await later.call('GetRuntimeEntry', { component: 'COG', key: 'new' })).toEqual({ payload: 'true' })
  })

  it.each([
    [{ component: 'COG/mapping', key: 'below' }, /o2\/runtime\/COG\/mapping has a value/],
    [{ component: 'COG', key: 'deeper' }, /it is a folder/],
  ])('refuses %o, for which there is no place in nested maps', async (request, message) => {
    const client = await connected(fileBackend())
    const error = await rejection(() => client.call('SetRuntimeEntry', { ...request, value: 'x' }))
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringMatching(message) })
  })
})

describeWithConsul('with Consul', (address) => {
  itIsApricot(
    () => consulBackend(address()),
    () => `consul://${address()}`,
  )

  it('writes into Consul', async () => {
    const backend = await consulBackend(address())
    await (await connected(backend)).call('SetRuntimeEntry', { component: 'COG', key: 'new', value: 'x' })
    const [host = '', port] = address().split(':')
    const consul = new ConsulTree({ host, port: Number(port) })
    expect(await consul.get(`${backend.prefix}/o2/runtime/COG/new`)).toBe('x')
  })
})

it('says so when Consul cannot be reached', async () => {
  const tree = new ConsulTree({ host: '127.0.0.1', port: 1 })
  const client = await connected({ tree, runNumbers: new ConsulRunNumbers(tree) })
  for (const call of [
    () => client.call('ListDetectors', {}),
    () => client.call('GetVars', {}),
    () => client.call('GetDefaults', {}),
    () => client.call('SetRuntimeEntry', { component: 'a', key: 'b', value: 'c' }),
  ]) {
    const details = expect.stringContaining('Consul at 127.0.0.1:1: cannot')
    expect(await rejection(call)).toMatchObject({ code: status.UNAVAILABLE, details })
  }
})

function itIsApricot(open: () => Backend | Promise<Backend>, consulUri: () => string) {
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

  it('GetVars and GetDefaults', async () => {
    const apricot = await client()
    expect(await apricot.call('GetVars', {})).toEqual({ stringMap: { kafka_enabled: 'true' } })
    const { stringMap } = await apricot.call('GetDefaults', {})
    expect(stringMap).toEqual({
      run_type: 'COSMICS',
      framework_id: 'framework-1',
      core_hostname: 'core.example',
      consul_base_uri: consulUri(),
      consul_endpoint: consulUri().replace('consul://', ''),
      consul_hostname: consulUri().replace(/^consul:\/\/|:\d+$/g, ''),
      consul_port: consulUri().replace(/^.*:/, ''),
    })
  })

  it('NewRunNumber', async () => {
    const apricot = await client()
    expect(await apricot.call('NewRunNumber', {})).toEqual({ runNumber: 1 })
    expect(await apricot.call('NewRunNumber', {})).toEqual({ runNumber: 2 })
  })

  // The calls of the AliECS GUI, and the answers that the original gave.
  it.each([
    [{ component: 'COG', key: 'calibration-mappings' }, 'o2/runtime/COG/calibration-mappings'],
    [{ component: '', key: 'flp_suite_version' }, 'o2/runtime/flp_suite_version'],
    [
      { component: 'aliecs/defaults', key: 'pdp_o2pdpsuite_version' },
      'o2/runtime/aliecs/defaults/pdp_o2pdpsuite_version',
    ],
  ])('GetRuntimeEntry of %o, which there is not', async (request, path) => {
    const apricot = await client()
    const error = await rejection(() => apricot.call('GetRuntimeEntry', request))
    expect(error).toMatchObject({ code: status.UNKNOWN, details: `nil response for key ${path}` })
  })

  it('runtime entries, set and read', async () => {
    const apricot = await client()
    expect(await apricot.call('ListRuntimeEntries', { component: 'nothing' })).toEqual({ payload: [] })
    const before = { payload: ['deeper/one', 'mapping'] }
    expect(await apricot.call('ListRuntimeEntries', { component: 'COG' })).toEqual(before)
    for (const [component, key, value] of [
      ['COG', 'mapping', '{"a":2}'],
      ['COG', 'empty', ''],
      ['COG', '42', '1.0'],
      ['COG/deeper', 'two', 'line 1\nline 2 — Ω: #\n'],
      ['COG', 'a key?&#%', ' padded '],
      ['', 'flp_suite_version', '1.2.3'],
      ['__proto__', 'constructor', 'x'],
    ] as const) {
      expect(await apricot.call('SetRuntimeEntry', { component, key, value })).toEqual({})
      expect(await apricot.call('GetRuntimeEntry', { component, key })).toEqual({ payload: value })
    }
    const { stringMap } = await apricot.call('GetRuntimeEntries', { component: 'COG' })
    expect(stringMap).toEqual({
      mapping: '{"a":2}',
      empty: '',
      42: '1.0',
      'deeper/one': '1',
      'deeper/two': 'line 1\nline 2 — Ω: #\n',
      'a key?&#%': ' padded ',
    })
    const { payload } = await apricot.call('ListRuntimeEntries', { component: 'COG' })
    expect(payload).toEqual(['42', 'a key?&#%', 'deeper/one', 'deeper/two', 'empty', 'mapping'])
  })

  it('a variable that is set counts for what comes next', async () => {
    const apricot = await client()
    await apricot.call('SetRuntimeEntry', { component: 'aliecs/vars', key: 'kafka_enabled', value: 'false' })
    expect(await apricot.call('GetVars', {})).toEqual({ stringMap: { kafka_enabled: 'false' } })
  })

  it('entries that many clients set at once are all there', async () => {
    const backend = await open()
    const clients = await Promise.all([connected(backend), connected(backend)])
    const keys = Array.from({ length: 20 }, (_, index) => `key-${index}`)
    await Promise.all(
      keys.map((key, index) =>
        clients[index % 2]?.call('SetRuntimeEntry', { component: 'many', key, value: key }),
      ),
    )
    const { stringMap } = (await clients[0]?.call('GetRuntimeEntries', { component: 'many' })) ?? {}
    expect(stringMap).toEqual(Object.fromEntries(keys.map((key) => [key, key])))
  })

  it.each([
    [{ component: 'COG', key: '' }, /^key: expected a name.*got ""$/],
    [{ component: 'COG', key: '/a' }, /^key: .*"\/a"/],
    [{ component: 'COG', key: 'a/' }, /^key: .*"a\/"/],
    [{ component: 'COG', key: '../../components/aliecs/ANY/any/settings' }, /^key: /],
    [{ component: '..', key: 'a' }, /^component: .*".."/],
    [{ component: 'a//b', key: 'a' }, /^component: /],
    [{ component: 'COG', key: 'a\nb' }, /^key: /],
    [{ component: 'COG', key: 'a', value: 'x'.repeat(512 * 1024 + 1) }, /^value: .*524288 bytes, got 524289/],
  ])('SetRuntimeEntry refuses what can be no entry (%#)', async (request, details) => {
    const apricot = await client()
    const error = await rejection(() => apricot.call('SetRuntimeEntry', { value: 'x', ...request }))
    expect(error).toMatchObject({ code: status.INVALID_ARGUMENT, details: expect.stringMatching(details) })
  })

  it('reading refuses what can be no entry', async () => {
    const apricot = await client()
    for (const call of [
      () => apricot.call('GetRuntimeEntry', { component: 'COG', key: '' }),
      () => apricot.call('GetRuntimeEntries', { component: '../components' }),
      () => apricot.call('ListRuntimeEntries', { component: 'a//b' }),
    ]) {
      expect(await rejection(call)).toMatchObject({ code: status.INVALID_ARGUMENT })
    }
  })

  it('says by name what is not there', async () => {
    const apricot = await client()
    const error = await rejection(() => apricot.call('ListComponents', {}))
    const details = 'method ListComponents is not implemented'
    expect(error).toMatchObject({ code: status.UNIMPLEMENTED, details })
  })
}

function fileBackend(): Backend {
  const document = new Document({})
  for (const [key, value] of Object.entries(KEYS)) document.setIn(key.split('/'), value)
  return {
    tree: new YamlTree(temporaryFile('settings.yaml', String(document))),
    runNumbers: new FileRunNumbers(temporaryFolder()),
  }
}

/** A part of the shared Consul that no other test looks at. */
async function consulBackend(address: string): Promise<Backend & { prefix: string }> {
  const prefix = randomName('test-apricot')
  const write = consulKeys(address)
  await Promise.all(Object.entries(KEYS).map(([key, value]) => write(`${prefix}/${key}`, value)))
  const [host = '', port] = address.split(':')
  const consul = new ConsulTree({ host, port: Number(port) })
  const tree: WritableTree = {
    uri: consul.uri,
    describe: (key) => consul.describe(key),
    get: (key) => consul.get(`${prefix}/${key}`),
    list: (folder) => consul.list(`${prefix}/${folder}`),
    set: (key, value) => write(`${prefix}/${key}`, '').then(() => consul.set(`${prefix}/${key}`, value)),
  }
  const key = `${prefix}/o2/runtime/run_number`
  await write(key, '0')
  return { prefix, tree, runNumbers: new ConsulRunNumbers(consul, { key }) }
}
