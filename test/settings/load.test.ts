import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readInventory } from '../../settings/inventory.js'
import { loadSettings } from '../../settings/load.js'
import { readVariables } from '../../settings/runtime.js'
import { rejection } from '../helpers/caught.js'
import { consulKeys } from '../helpers/consul-keys.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithConsul, randomName } from '../helpers/services.js'
import { tcpProxy } from '../helpers/tcp-proxy.js'
import { temporaryFile } from '../helpers/temporary.js'
import { freePort } from '../services/ports.js'

const logger = () => new MemoryLogger()
const KEY = 'o2/components/aliecs/ANY/any/settings'
const fileWith = (settings: string) =>
  temporaryFile('settings.yaml', `o2: {components: {aliecs: {ANY: {any: ${settings}}}}}`)

describe('loadSettings from a file', () => {
  it.each([
    ['a block of text', '{settings: "kafkaEndpoint: kafka:9092\\nintegrationPlugins: [kafka]\\n"}'],
    ['a plain map', '{settings: {kafkaEndpoint: "kafka:9092", integrationPlugins: [kafka]}}'],
  ])('takes %s', async (_, settings) => {
    const path = fileWith(settings)
    const loaded = await loadSettings({ uri: `file://${path}`, logger: logger() })
    expect(loaded.settings).toMatchObject({ kafkaEndpoint: 'kafka:9092', integrationPlugins: ['kafka'] })
    expect(loaded.settings.workflowTemplates).toEqual([join(dirname(path), 'workflows')])
    expect(loaded.origins.get('kafkaEndpoint')).toBe(`${path}:${KEY}`)
    expect(loaded.origins.get('logLevel')).toBe('default')
  })

  it('takes the entry that flag or environment name', async () => {
    const uri = `file://${fileWith('{one: {controlPort: 1}, two: {controlPort: 2}}')}`
    const env = { ALIECS_CORECONFIGENTRY: 'one' }
    const flags = { coreConfigEntry: 'two' }
    const one = await loadSettings({ uri, env, logger: logger() })
    expect(one.settings).toMatchObject({ controlPort: 1, coreConfigEntry: 'one' })
    expect((await loadSettings({ uri, env, flags, logger: logger() })).settings.controlPort).toBe(2)
  })

  it('logs what is probably misspelt', async () => {
    const log = logger()
    const path = fileWith('{settings: {kafkaEndpont: "kafka:9092", foreign: 1}}')
    await loadSettings({ uri: `file://${path}`, logger: log })
    expect(log.lines).toEqual([`warn: kafkaEndpont (${path}:${KEY}) is ignored: did you mean kafkaEndpoint?`])
  })

  it('fails at once, in one line, where there is no such file', async () => {
    const log = logger()
    const error = await rejection(() => loadSettings({ uri: 'file:///no/such.yaml', logger: log }))
    expect(error).toMatchObject({
      code: 'SETTINGS_SOURCE',
      message: 'cannot read /no/such.yaml: no such file',
    })
    expect(log.lines).toEqual([])
  })

  it('reads the example', async () => {
    const uri = `file://${join(import.meta.dirname, '../../examples/settings.yaml')}`
    const log = logger()
    const { settings, tree } = await loadSettings({ uri, logger: log })
    expect(settings).toMatchObject({ kafkaEndpoint: 'localhost:9092', integrationPlugins: ['kafka'] })
    expect(await readVariables(tree, 'vars')).toEqual({ kafka_enabled: 'true' })
    const hosts = ['flp-tpc-1', 'flp-its-1', 'flp-mft-1', 'flp-fdd-1']
    expect((await readInventory(tree)).detectorsForHosts(hosts)).toEqual(['FDD', 'ITS', 'MFT', 'TPC'])
    expect(log.lines).toEqual([])
  })
})

describe('loadSettings without Consul', () => {
  it('tries for as long as told, says so each time, then fails', async () => {
    const log = logger()
    const uri = `consul://127.0.0.1:${await freePort()}`
    const error = await rejection(() => loadSettings({ uri, waitSeconds: 1, logger: log }))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(error.message).toMatch(
      /^Consul at 127.*: cannot read o2\/.*ECONNREFUSED.* \(tried for \d[\d.]* s\)$/,
    )
    expect(log.lines.length).toBeGreaterThanOrEqual(2)
    expect(log.lines[0]).toMatch(/^warn: Consul at .*ECONNREFUSED.*; trying again in 0\.3 s$/)
  })

  it('tries once where there is no time to wait', async () => {
    const log = logger()
    const uri = `consul://127.0.0.1:${await freePort()}`
    const error = await rejection(() => loadSettings({ uri, waitSeconds: 0, logger: log }))
    expect(error.message).toMatch(/ECONNREFUSED[^()]*$/)
    expect(log.lines).toEqual([])
  })

  it('stops waiting when told', async () => {
    const abort = new AbortController()
    const uri = `consul://127.0.0.1:${await freePort()}`
    const loading = rejection(() => loadSettings({ uri, logger: logger(), signal: abort.signal }))
    await sleep(50)
    abort.abort(new Error('enough'))
    expect((await loading).message).toBe('enough')
  })

  it.each([
    ['consul://my-consul', {}, 'settings address "consul://my-consul": expected'],
    [
      'consul://my-consul:8500',
      { coreConfigEntry: 'a/b' },
      'coreConfigEntry (flag --core-config-entry): expected',
    ],
  ])('does not even try where the address or the entry is bad: %s %j', async (uri, flags, message) => {
    const error = await rejection(() => loadSettings({ uri, flags, logger: logger() }))
    expect(error).toMatchObject({ code: 'SETTINGS_INVALID', message: expect.stringContaining(message) })
  })
})

describeWithConsul('loadSettings from Consul', (address) => {
  async function entryWith(text: string): Promise<{ uri: string; flags: { coreConfigEntry: string } }> {
    const coreConfigEntry = randomName('settings')
    await consulKeys(address())(`o2/components/aliecs/ANY/any/${coreConfigEntry}`, text)
    return { uri: `consul://${address()}`, flags: { coreConfigEntry } }
  }

  it('takes flag, environment and document in that order', async () => {
    const { uri, flags } = await entryWith('controlPort: 1\nlogLevel: debug\ninstanceName: one\n')
    const { settings, origins } = await loadSettings({
      uri,
      flags: { ...flags, controlPort: 3 },
      env: { ALIECS_CONTROLPORT: '2', ALIECS_LOGLEVEL: 'warn' },
      logger: logger(),
    })
    expect(settings).toMatchObject({ controlPort: 3, logLevel: 'warn', instanceName: 'one' })
    const origin = `consul:o2/components/aliecs/ANY/any/${flags.coreConfigEntry}`
    expect(origins.get('instanceName')).toBe(origin)
  })

  it('says what is wrong with the document, without its secrets', async () => {
    const { uri, flags } = await entryWith(
      'kafkaEndpoint: kafka\nkafkaClient: {sasl.password: {a: hunter2}}\n',
    )
    const error = await rejection(() => loadSettings({ uri, flags, logger: logger() }))
    expect(error).toMatchObject({ code: 'SETTINGS_INVALID' })
    expect(error.message.split('\n')).toHaveLength(2)
    expect(error.message).not.toContain('hunter2')
  })

  it('does not wait for a document that is not there', async () => {
    const uri = `consul://${address()}`
    const flags = { coreConfigEntry: randomName('absent') }
    const log = logger()
    const error = await rejection(() => loadSettings({ uri, flags, logger: log }))
    expect(error.message).toContain(`create the key o2/components/aliecs/ANY/any/${flags.coreConfigEntry}`)
    expect(log.lines).toEqual([])
  })

  it('goes on when Consul comes up in time', async () => {
    const { flags } = await entryWith('controlPort: 7')
    const proxy = await tcpProxy(address())
    const log = logger()
    const loading = loadSettings({ uri: `consul://127.0.0.1:${proxy.port}`, flags, logger: log })
    while (log.lines.length < 2) await sleep(10)
    await proxy.open()
    expect((await loading).settings.controlPort).toBe(7)
    expect(log.lines.at(-1)).toMatch(/^info: settings read after \d[\d.]* s$/)
  })
})
