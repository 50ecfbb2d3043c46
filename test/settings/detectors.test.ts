import { expect, it } from 'vitest'
import { readDetectors, readHosts, withoutTrigger } from '../../settings/detectors.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { temporaryFile } from '../helpers/temporary.js'

const tree = (hardware: string) => new YamlTree(temporaryFile('tree.yaml', `o2: {hardware: ${hardware}}`))

it('finds hosts with or without anything below them', async () => {
  const detectors = await readDetectors(
    tree('{detectors: {TPC: {flps: {b: {}, a: {cards: "{}"}}, other: {c: {}}}, FDD: {}, ITS: {flps: }}}'),
  )
  expect([...detectors]).toEqual([
    ['FDD', []],
    ['ITS', []],
    ['TPC', ['a', 'b']],
  ])
})

it('finds none where there is none', async () => {
  expect(await readDetectors(tree('{}'))).toEqual(new Map())
  expect(await readHosts(tree('{}'))).toEqual([])
})

it('finds hosts that are in no detector too, each once', async () => {
  expect(
    await readHosts(tree('{flps: {z: {cards: 1}, a: {}}, detectors: {ITS: {flps: {a: {}, m: {}}}}}')),
  ).toEqual(['a', 'm', 'z'])
})

it('leaves the trigger system out', () => {
  expect(withoutTrigger(['ITS', 'TRG', 'ZDC'])).toEqual(['ITS', 'ZDC'])
})
