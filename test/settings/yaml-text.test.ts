import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../settings/yaml-text.js'
import { caught } from '../helpers/caught.js'

describe('parseYaml', () => {
  it('reads YAML with merge keys and aliases', () => {
    expect(parseYaml('a: &a {x: 1}\nb: {<<: *a, y: 2}', 'file')).toEqual({ a: { x: 1 }, b: { x: 1, y: 2 } })
  })

  it.each([
    ['kafkaEndpoint: "a:9092', 'line 1, column 23: a closing quote is missing'],
    ['a: 1\nb: [1, 2\nc: 3', 'line 3'],
    ['a: b: c', 'a map or list cannot begin here; text with ": " in it needs quotes'],
    ['a: 1\na: 2', 'line 2, column 1: the key is there twice'],
    ['a: *nowhere', 'an alias without its anchor'],
    ['a: 1\n---\nb: 2', 'line 2'],
    ['a:\n\t- b', 'line 2'],
  ])('%j is refused with %s', (text, place) => {
    const error = caught(() => parseYaml(text, 'settings.yaml'))
    expect(error).toMatchObject({ code: 'SETTINGS_SOURCE' })
    expect(error.message).toMatch(/^bad YAML in settings\.yaml: \S[^\n]*$/)
    expect(error.message).toContain(place)
  })

  it.each([
    'sasl.password: "hunter2',
    'sasl.password: "hunter2\\q"',
    'sasl.password: @hunter2',
    'sasl.password: {hunter2',
    'sasl.password: *hunter2',
    'sasl.password: |hunter2\n  x',
    'a: 1\n  hunter2: 3\n hunter2',
    'sasl.password: hunter2: hunter2',
    'sasl.password: !<hunter2',
    'sasl.password: hunter2\nsasl.password: hunter2',
    '%hunter2 x\nhunter2',
    '"a" hunter2 "b": 1',
  ])('%j: the error repeats nothing of it', (text) => {
    const error = caught(() => parseYaml(text, 'settings.yaml'))
    expect(`${error.message} ${String(error.cause)}`).not.toContain('hunter2')
    expect(error.message).not.toContain('\\q')
  })
})
