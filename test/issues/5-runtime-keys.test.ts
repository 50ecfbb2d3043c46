/**
 * A client that set a runtime entry named `<<` left a file that no YAML reader takes: from then on the core could read none
 * of its settings. One with thousands of names in its key made the file as deep as that.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { runtimeKey } from '../../control-api/apricot/runtime-key.js'
import { YamlTree } from '../../settings/yaml-tree.js'
import { caught } from '../helpers/caught.js'
import { temporaryFile } from '../helpers/temporary.js'

it.each([
  '<<',
  '<<x',
  'null',
  '~',
  '1',
  '- a',
  'a: b',
  '#a',
  '__proto__',
  '&a',
  '*a',
  '!t',
  '? a',
  '\u2028',
  '"',
])('an entry named %s is read again, and the settings too', async (key) => {
  const path = temporaryFile('settings.yaml', 'o2: {runtime: {aliecs: {vars: {a: b}}}}\n')
  const tree = new YamlTree(path)
  for (const name of [key, `folder/${key}/below`]) await tree.set(runtimeKey('COG', name), 'v')
  const expected = { [key]: 'v', [`folder/${key}/below`]: 'v' }
  expect(Object.entries(await new YamlTree(path).list('o2/runtime/COG'))).toEqual(Object.entries(expected))
  expect(await tree.list('o2/runtime/aliecs/vars')).toEqual({ a: 'b' })
  expect(readFileSync(path, 'utf8')).not.toContain('COG')
})

it('a key is as long as people write them', () => {
  const key = Array.from({ length: 200 }, () => 'a').join('/')
  expect(caught(() => runtimeKey('COG', key))).toMatchObject({
    code: 'REQUEST_INVALID',
    message: 'key: expected at most 256 characters, got 399',
  })
  expect(caught(() => runtimeKey('x'.repeat(300), 'a')).message).toMatch(/^component: expected at most 256/)
  expect(runtimeKey('COG', 'a'.repeat(256))).toBe(`o2/runtime/COG/${'a'.repeat(256)}`)
})
