/**
 * Numbers in a settings file were read by the rules of YAML 1.2: `0777` became 777, `1_000` stayed text, and a variable
 * `1e21` or `1.0` lost the digits that were written.
 */
import { describe, expect, it } from 'vitest'
import { loadSettings } from '../../settings/load.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { rejection } from '../helpers/caught.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { temporaryFile } from '../helpers/temporary.js'

const NUMBERS = [
  '0777',
  '1_000',
  '0b101',
  '0o17',
  '0x1F',
  '1e21',
  '.inf',
  '-.INF',
  '.nan',
  '1.0',
  '-0',
  '+5',
  '08',
]
const LARGE = ['9007199254740993', '18446744073709551616', '1234567890123456789012345678901234567890']

describe('in the tree', () => {
  it.each([...NUMBERS, ...LARGE, '2026-11-24', 'yes', '0777.x'])(
    'a variable %s is text as it is written',
    async (text) => {
      const tree = new YamlTree(
        temporaryFile('settings.yaml', `o2: {runtime: {aliecs: {vars: {value: ${text}}}}}`),
      )
      expect(await tree.list('o2/runtime/aliecs/vars')).toEqual({ value: text })
      expect(await tree.get('o2/runtime/aliecs/vars/value')).toBe(text)
    },
  )

  it('a key is text as it is written', async () => {
    const tree = new YamlTree(
      temporaryFile('settings.yaml', 'o2: {runtime: {0777: a, 1.0: b, 1e21: c, 0x1F: d}}'),
    )
    expect(await tree.list('o2/runtime')).toEqual({ '0777': 'a', '1.0': 'b', '1e21': 'c', '0x1F': 'd' })
    expect(await tree.get('o2/runtime/0777')).toBe('a')
  })

  it('true, false and nothing are what they were', async () => {
    const tree = new YamlTree(temporaryFile('settings.yaml', 'o2: {a: True, b: FALSE, c: ~, d: on}'))
    expect(await tree.list('o2')).toEqual({ a: 'true', b: 'false', 'c/': '', d: 'on' })
  })

  it('an entry that a client sets keeps its text beside numbers that were written by hand', async () => {
    const path = temporaryFile('settings.yaml', 'o2: {runtime: {}}')
    const tree = new YamlTree(path)
    for (const text of [...NUMBERS, ...LARGE]) await tree.set(`o2/runtime/set/${text}`, text)
    const expected = Object.fromEntries([...NUMBERS, ...LARGE].map((text) => [text, text]))
    expect(await new YamlTree(path).list('o2/runtime/set')).toEqual(expected)
  })
})

describe('in the settings document', () => {
  /** The same settings as a map and as a block of text. */
  const forms = (document: string): string[] => {
    const place = (settings: string) => `o2: {components: {aliecs: {ANY: {any: {settings: ${settings}}}}}}`
    return [place(`{${document}}`), place(JSON.stringify(document.replaceAll(', ', '\n')))]
  }
  const load = (text: string) =>
    loadSettings({ uri: `file://${temporaryFile('settings.yaml', text)}`, logger: new MemoryLogger() })

  it.each([
    ['0777', 511],
    ['1_000', 1000],
    ['0b101', 5],
    ['0o17', 15],
    ['0x1F', 31],
    ['1.0', 1],
    ['1e3', 1000],
    ['08', 8],
    ['"4711"', 4711],
  ])('a port %s is %d', async (text, port) => {
    for (const form of forms(`controlPort: ${text}`)) {
      expect((await load(form)).settings.controlPort).toBe(port)
    }
  })

  it.each(['1e21', '.inf', '.nan', '1.5', '70_000', '2026-11-24'])(
    'a port %s is refused as it is written',
    async (text) => {
      for (const form of forms(`controlPort: ${text}`)) {
        const error = await rejection(() => load(form))
        expect(error.message).toMatch(/^controlPort \(.*\): expected a port, 0 to 65535, got /)
        expect(error.message).toContain(text)
      }
    },
  )

  it('a text is taken as it is written', async () => {
    const token = '00123456789012345678901234567890'
    for (const form of forms(`instanceName: 0777, pageToken: ${token}`)) {
      expect((await load(form)).settings).toMatchObject({ instanceName: '0777', pageToken: token })
    }
  })

  it('a number in a list of names is refused as it is written', async () => {
    const error = await rejection(() => load(forms('integrationPlugins: [kafka, 0777]')[0] ?? ''))
    expect(error.message).toMatch(/^integrationPlugins\.1 \(.*\): expected names of plugins, .*, got 0777$/)
  })

  it('an option of the Kafka client is a number or text, by its name', async () => {
    const client =
      '{sasl.password: 0123, client.id: 1_0, message.max.bytes: 1_000_000, queue.buffering.max.ms: 5}'
    const text = `o2: {components: {aliecs: {ANY: {any: {settings: {kafkaClient: ${client}}}}}}}`
    expect((await load(text)).settings.kafkaClient).toEqual({
      'sasl.password': '0123',
      'client.id': '1_0',
      'message.max.bytes': 1_000_000,
      'queue.buffering.max.ms': 5,
    })
  })

  it('true and false may be 1 and 0, however they are written', async () => {
    for (const form of forms('enableKafka: 00, configCache: 0b1')) {
      expect((await load(form)).settings).toMatchObject({ enableKafka: false, configCache: true })
    }
  })
})
