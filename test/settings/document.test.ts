import { describe, expect, it } from 'vitest'
import { readDocument } from '../../settings/document.js'
import type { ConfigurationTree } from '../../settings/types.js'
import { rejection } from '../helpers/caught.js'

const KEY = 'o2/components/aliecs/ANY/any/settings'
const treeWith = (text: string | undefined, uri = 'consul://my-consul:8500'): ConfigurationTree => ({
  uri,
  describe: (key) => `consul:${key}`,
  get: async (key) => (key === KEY ? text : undefined),
  list: async () => ({}),
})

describe('readDocument', () => {
  it('reads the YAML at the key of the entry', async () => {
    const text = 'kafkaEndpoint: "a:1"\nintegrationPlugins:\n        - kafka\n'
    expect(await readDocument(treeWith(text), 'settings')).toEqual({
      values: { kafkaEndpoint: 'a:1', integrationPlugins: ['kafka'] },
      origin: `consul:${KEY}`,
    })
  })

  it('takes an empty map for a document without settings', async () => {
    expect(await readDocument(treeWith('{}'), 'settings')).toMatchObject({ values: {} })
  })

  it.each(['', '\n', '# only a comment\n', 'null'])('refuses %j as if there were none', async (text) => {
    const error = await rejection(() => readDocument(treeWith(text), 'settings'))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(error.message).toMatch(
      `no settings in consul://my-consul:8500: the key ${KEY} is empty, fill it, for example: consul kv put ${KEY} '{`,
    )
  })

  it('names the key to create, with an example', async () => {
    const error = await rejection(() => readDocument(treeWith(''), 'other'))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(error.message).toBe(
      'no settings in consul://my-consul:8500: create the key o2/components/aliecs/ANY/any/other, for example: ' +
        'consul kv put o2/components/aliecs/ANY/any/other \'{kafkaEndpoint: "my-kafka-broker:9092", integrationPlugins: [kafka]}\'',
    )
    const inFile = await rejection(() =>
      readDocument(treeWith(undefined, 'file://settings.yaml'), 'settings'),
    )
    expect(inFile.message).toBe(
      'no settings in file://settings.yaml: create the key o2/components/aliecs/ANY/any/settings, for example: ' +
        'settings: {kafkaEndpoint: "my-kafka-broker:9092", integrationPlugins: [kafka]}',
    )
  })

  it.each(['kafka', '[kafka]', '42'])('refuses %j, which is no map', async (text) => {
    const error = await rejection(() => readDocument(treeWith(text), 'settings'))
    expect(error).toMatchObject({ code: 'SETTINGS_INVALID' })
    expect(error.message).toMatch(`consul:${KEY}: expected a YAML map of settings, for example: {`)
  })

  it('names key and line of bad YAML', async () => {
    const error = await rejection(() => readDocument(treeWith('a: 1\nb: [1\n'), 'settings'))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(error.message).toMatch(new RegExp(`^bad YAML in consul:${KEY}: line \\d+, column \\d+: [^\\n]+$`))
  })
})
