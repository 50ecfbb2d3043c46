import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { RuntimeFile } from '../../settings/runtime-file.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { rejection } from '../helpers/caught.js'
import { temporaryFile, temporaryFolder } from '../helpers/temporary.js'

const SETTINGS = `
o2:
  runtime:
    aliecs: {vars: {kafka_enabled: "false", run_type: PHYSICS}}
    list: [a, b]
`

describe('RuntimeFile', () => {
  it.each([
    ['settings.yaml', 'settings.runtime.yaml'],
    ['settings.yml', 'settings.runtime.yaml'],
    ['my.tree.json', 'my.tree.runtime.yaml'],
    ['settings', 'settings.runtime.yaml'],
  ])('beside %s is %s', (settings, expected) => {
    expect(new RuntimeFile(`/etc/aliecs/${settings}`).path).toBe(`/etc/aliecs/${expected}`)
  })

  it('is empty where there is none', async () => {
    expect(await new RuntimeFile(join(temporaryFolder(), 'settings.yaml')).read()).toEqual(new Map())
  })

  it('leaves nothing else behind', async () => {
    const file = new RuntimeFile(join(temporaryFolder(), 'settings.yaml'))
    await file.set(['o2', 'a'], 'x')
    await file.set(['o2', 'b', 'c'], 'y')
    expect(readdirSync(dirname(file.path))).toEqual(['settings.runtime.yaml'])
    const b = new Map([['c', 'y']])
    const o2 = new Map<string, unknown>([['a', 'x']]).set('b', b)
    expect(await file.read()).toEqual(new Map([['o2', o2]]))
  })

  it.each([
    ['- a list', /settings\.runtime\.yaml: expected a map/],
    ['a: [', /bad YAML in .*settings\.runtime\.yaml: line 1/],
  ])('says what is wrong with %j, and does not write over it', async (text, message) => {
    const settings = temporaryFile('settings.yaml', SETTINGS)
    const file = new RuntimeFile(settings)
    writeFileSync(file.path, text)
    for (const action of [
      () => file.set(['a'], 'x'),
      () => new YamlTree(settings).get('o2/runtime/list/0'),
    ]) {
      const expected = { code: 'SETTINGS_SOURCE', message: expect.stringMatching(message) }
      expect(await rejection(action)).toMatchObject(expected)
    }
    expect(readFileSync(file.path, 'utf8')).toBe(text)
  })

  it('says where it cannot be written', async () => {
    const file = new RuntimeFile(join(temporaryFolder(), 'absent', 'settings.yaml'))
    const message = expect.stringMatching(/^cannot write .*settings\.runtime\.yaml: no such file$/)
    expect(await rejection(() => file.set(['a'], 'x'))).toMatchObject({ code: 'SETTINGS_SOURCE', message })
  })
})

describe('the tree with it', () => {
  it('has what was set before what the settings say, and all the rest', async () => {
    const path = temporaryFile('settings.yaml', SETTINGS)
    const tree = new YamlTree(path)
    await tree.set('o2/runtime/aliecs/vars/kafka_enabled', 'true')
    await tree.set('o2/runtime/list/1', 'c')
    await tree.set('o2/runtime/COG/new', 'x')
    expect(await tree.list('o2/runtime')).toEqual({
      'aliecs/vars/kafka_enabled': 'true',
      'aliecs/vars/run_type': 'PHYSICS',
      'list/0': 'a',
      'list/1': 'c',
      'COG/new': 'x',
    })
    expect(readFileSync(path, 'utf8')).toBe(SETTINGS)
  })

  it('is what it was when the file beside it is deleted by hand, or edited', async () => {
    const path = temporaryFile('settings.yaml', SETTINGS)
    const tree = new YamlTree(path)
    const beside = new RuntimeFile(path).path
    expect(existsSync(beside)).toBe(false)
    writeFileSync(beside, 'o2: {runtime: {aliecs: {vars: {run_type: COSMICS, 1: one}}}}\n')
    expect(await tree.list('o2/runtime/aliecs/vars')).toEqual({
      kafka_enabled: 'false',
      run_type: 'COSMICS',
      1: 'one',
    })
    writeFileSync(beside, '')
    expect(await tree.get('o2/runtime/aliecs/vars/run_type')).toBe('PHYSICS')
  })
})
