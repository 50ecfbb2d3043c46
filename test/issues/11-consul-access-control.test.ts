/**
 * A Consul with access control removes entries from a list without an error: a token that may not read
 * `o2/runtime/aliecs/vars` switched `kafka_enabled` off, one without `o2/hardware` read as "create this key".
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ConsulTree, isUnavailable } from '../../settings/consul-tree.js'
import { readInventory } from '../../settings/inventory.js'
import { loadSettings } from '../../settings/load.js'
import { ConsulRunNumbers } from '../../settings/run-number-consul.js'
import { readVariables } from '../../settings/runtime.js'
import { rejection } from '../helpers/caught.js'
import { type GuardedConsul, startGuardedConsul } from '../helpers/consul-acl.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { TIMEOUT_MS } from '../helpers/served-daemon.js'
import { describeUnless } from '../helpers/services.js'
import { consulUnavailable } from '../services/consul-binary.js'

const KEYS = {
  'o2/components/aliecs/ANY/any/settings': 'integrationPlugins: [kafka]',
  'o2/hardware/detectors/ITS/flps/flp-its-1/cards': '{}',
  'o2/hardware/detectors/TPC/flps/flp-tpc-1/cards': '{}',
  'o2/runtime/aliecs/vars/kafka_enabled': 'true',
  'o2/runtime/run_number': '800',
}
const READ_SETTINGS = 'key_prefix "o2/components" { policy = "read" }'
const REFUSED = "refused by Consul's access control: "

describeUnless(consulUnavailable(), 'a Consul with access control', () => {
  let consul: GuardedConsul
  beforeAll(async () => {
    consul = await startGuardedConsul()
    await consul.put(KEYS)
  }, TIMEOUT_MS)
  afterAll(() => consul?.server.kill())

  const treeOf = (token?: string) => {
    const [host = '', port] = consul.server.address.split(':')
    return new ConsulTree({ host, port: Number(port) }, token === undefined ? {} : { token })
  }
  const treeWith = async (rules: string) => treeOf(await consul.tokenWith(rules))

  it('is read and written with a token that has the rights', async () => {
    const tree = await treeWith(`
      ${READ_SETTINGS}
      key_prefix "o2/hardware" { policy = "read" }
      key_prefix "o2/runtime" { policy = "write" }`)
    expect(await readVariables(tree, 'vars')).toEqual({ kafka_enabled: 'true' })
    expect(await readVariables(tree, 'defaults')).toEqual({})
    expect((await readInventory(tree)).detectors).toEqual(['ITS', 'TPC'])
    expect(await new ConsulRunNumbers(tree).next()).toBe(801)
    expect(await tree.get('o2/runtime/aliecs/vars/absent')).toBeUndefined()
  })

  it.each([
    ['o2/runtime/aliecs/vars/', (tree: ConsulTree) => readVariables(tree, 'vars')],
    ['o2/runtime/aliecs/defaults/', (tree: ConsulTree) => readVariables(tree, 'defaults')],
    ['o2/hardware/detectors/', (tree: ConsulTree) => readInventory(tree)],
    ['o2/runtime/run_number', (tree: ConsulTree) => new ConsulRunNumbers(tree).next()],
    ['o2/runtime/COG/entry', (tree: ConsulTree) => tree.get('o2/runtime/COG/entry')],
  ])('names the right that is missing for %s, with a token, a wrong one and none', async (key, read) => {
    const refusals: [ConsulTree, RegExp][] = [
      [
        await treeWith(READ_SETTINGS),
        /may not read the entries; it needs key_prefix|lacks permission 'key:read'/,
      ],
      [treeOf(), /anonymous token' lacks permission 'key:read'|anonymous token.*lacks permission 'key:read'/],
      [treeOf('00000000-0000-0000-0000-00000000000f'), /ACL not found/],
    ]
    for (const [tree, reason] of refusals) {
      const error = await rejection(() => read(tree))
      expect(error.message).toContain(`Consul at ${consul.server.address}: cannot read ${key}: ${REFUSED}`)
      expect(error.message).toMatch(reason)
      expect(isUnavailable(error)).toBe(false)
    }
  })

  it('refuses a list of which only a part may be read', async () => {
    const tree = await treeWith('key_prefix "o2/hardware/detectors/ITS" { policy = "read" }')
    const error = await rejection(() => readInventory(tree))
    expect(error.message).toContain(`${REFUSED}the token may not read some of the entries`)
  })

  it('names the right that is missing for a write', async () => {
    const tree = await treeWith('key_prefix "o2/runtime" { policy = "read" }')
    for (const write of [
      () => tree.set('o2/runtime/COG/entry', 'x'),
      () => tree.compareAndSet('o2/runtime/run_number', '900', 1),
      () => new ConsulRunNumbers(tree).next(),
    ]) {
      const error = await rejection(write)
      expect(error.message).toMatch(
        /cannot write o2\/runtime\/(COG\/entry|run_number): refused by .* 'key:write'/,
      )
    }
  })

  it('distinguishes a refused settings document from an absent one, at once', async () => {
    const load = (token: string) =>
      rejection(() =>
        loadSettings({
          uri: `consul://${consul.server.address}`,
          env: { CONSUL_HTTP_TOKEN: token, ALIECS_CORECONFIGENTRY: 'elsewhere' },
          logger: new MemoryLogger(),
        }),
      )
    const refused = await load(await consul.tokenWith('key_prefix "o2/runtime" { policy = "read" }'))
    expect(refused.message).toContain(`cannot read o2/components/aliecs/ANY/any/elsewhere: ${REFUSED}`)
    const absent = await load(await consul.tokenWith(READ_SETTINGS))
    expect(absent.message).toContain('create the key o2/components/aliecs/ANY/any/elsewhere')
  })
})
