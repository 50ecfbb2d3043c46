import { readFileSync } from 'node:fs'
import { status } from '@grpc/grpc-js'
import { describe, expect, it } from 'vitest'
import { ConsulTree } from '../../../settings/consul-tree.js'
import { YamlTree } from '../../../settings/yaml-tree.js'
import { connected, consulBackend, describeBackends, fileBackend } from '../../helpers/apricot-backends.js'
import { rejection } from '../../helpers/caught.js'
import { describeWithConsul } from '../../helpers/services.js'

describeBackends((open) => {
  const client = async () => connected(await open())

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
})

describe('with a settings file', () => {
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
  it('writes into Consul', async () => {
    const backend = await consulBackend(address())
    await (await connected(backend)).call('SetRuntimeEntry', { component: 'COG', key: 'new', value: 'x' })
    const [host = '', port] = address().split(':')
    const consul = new ConsulTree({ host, port: Number(port) })
    expect(await consul.get(`${backend.prefix}/o2/runtime/COG/new`)).toBe('x')
  })
})
