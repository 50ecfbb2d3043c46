import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { YamlTree } from '../../settings/yaml-tree.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const TREE = `
o2:
  components:
    aliecs:
      ANY:
        any:
          settings: |
            kafkaEndpoint: localhost:9092
          map:
            kafkaEndpoint: localhost:9092
            integrationPlugins: [kafka]
          nothing:
  runtime:
    aliecs:
      vars: {text: abc, yes: true, no: False, number: 42, large: 18446744073709551615, 7: seven, list: [a, b], null: }
  hardware: {detectors: {ITS: {flps: {flp-its-1: {}, flp-its-2: {cards: "{}"}}}}}
`
const tree = (text = TREE) => new YamlTree(temporaryFile('tree.yaml', text))

describe('YamlTree', () => {
  it('gives a block scalar as it is', async () => {
    expect(await tree().get('o2/components/aliecs/ANY/any/settings')).toBe('kafkaEndpoint: localhost:9092\n')
  })

  it('gives a map as YAML text', async () => {
    const text = await tree().get('o2/components/aliecs/ANY/any/map')
    expect(parse(text ?? '')).toEqual({ kafkaEndpoint: 'localhost:9092', integrationPlugins: ['kafka'] })
  })

  it.each([
    'o2/runtime/run_number',
    'o2/components/aliecs/ANY/any/nothing',
    'a',
    'o2/runtime/aliecs/vars/text/deeper',
  ])('has nothing at %s', async (key) => {
    expect(await tree().get(key)).toBeUndefined()
    expect(await tree().list(key)).toEqual({})
  })

  it('makes text of scalars, as the original does', async () => {
    const values = await tree().list('o2/runtime/aliecs/vars')
    expect(values).toMatchObject({ text: 'abc', yes: 'true', no: 'false', number: '42', 7: 'seven' })
    expect(values).toMatchObject({ large: '18446744073709551615', 'list/0': 'a', 'list/1': 'b', 'null/': '' })
    expect(await tree().get('o2/runtime/aliecs/vars/number')).toBe('42')
  })

  it('lists what is below, empty maps as folders', async () => {
    const expected = { 'ITS/flps/flp-its-1/': '', 'ITS/flps/flp-its-2/cards': '{}' }
    expect(await tree().list('o2/hardware/detectors')).toEqual(expected)
    expect(await tree().list('/o2/hardware/detectors/')).toEqual(expected)
  })

  it('reads the file anew each time', async () => {
    const path = temporaryFile('tree.yaml', 'o2: {a: 1}')
    const edited = new YamlTree(path)
    expect(await edited.get('o2/a')).toBe('1')
    writeFileSync(path, 'o2: {a: 2}')
    expect(await edited.get('o2/a')).toBe('2')
  })

  it('says where a key stands', () => {
    expect(new YamlTree('settings.yaml').describe('o2/a')).toBe('settings.yaml:o2/a')
    expect(new YamlTree('settings.yaml').uri).toBe('file://settings.yaml')
  })

  it('names a file that is not there', async () => {
    const path = join(temporaryFolder(), 'absent.yaml')
    await expect(new YamlTree(path).get('o2')).rejects.toMatchObject({
      code: 'SETTINGS_SOURCE',
      message: `cannot read ${path}: no such file`,
    })
  })

  it.each(['', 'text', '- list', '42'])('refuses a file that is no map: %j', async (text) => {
    await expect(tree(text).get('o2')).rejects.toMatchObject({
      code: 'SETTINGS_SOURCE',
      message: expect.stringContaining('tree.yaml: expected a map'),
    })
  })

  it('names file and line of bad YAML', async () => {
    await expect(tree('o2:\n  a: [1\n').get('o2')).rejects.toMatchObject({
      code: 'SETTINGS_SOURCE',
      message: expect.stringMatching(/^bad YAML in .*tree\.yaml: line \d/),
    })
  })
})
