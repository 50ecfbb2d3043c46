import { describe, expect, test } from 'vitest'
import { enterJson, enterPair } from '../../../page/model/advanced-configuration.js'

const NOTHING_TAKEN = new Map<string, string>()
const TAKEN = new Map([['run_type', 'in a field above']])

describe('a key and a value', () => {
  test('are trimmed, lines are joined', () => {
    expect(enterPair(' kafka_enabled ', '\ttrue\n', NOTHING_TAKEN).variables).toEqual({
      kafka_enabled: 'true',
    })
    expect(enterPair('notes', 'one\ntwo\r\nthree', NOTHING_TAKEN).variables).toEqual({
      notes: 'one two three',
    })
  })

  test.each([
    ['', 'true', '(empty key)', 'the key is empty'],
    ['  ', 'true', '(empty key)', 'the key is empty'],
    ['kafka_enabled', '', 'kafka_enabled', 'the value is empty'],
    ['kafka_enabled', '  ', 'kafka_enabled', 'the value is empty'],
    ['run_type', 'COSMICS', 'run_type', 'is set already, in a field above'],
    [' run_type', 'COSMICS', 'run_type', 'is set already, in a field above'],
  ])('%j = %j is refused', (key, value, name, reason) => {
    const { variables, refused } = enterPair(key, value, TAKEN)
    expect(variables).toBeNull()
    expect(refused).toEqual([{ name, reason: expect.stringContaining(reason) }])
  })
})

describe('a JSON object of strings', () => {
  test('is taken whole, trimmed', () => {
    const text = '{"kafka_enabled": " true ", "__proto__x": "1", "hosts": "[\\"flp-its-1\\"]"}'
    expect(enterJson(text, NOTHING_TAKEN)).toEqual({
      variables: { kafka_enabled: 'true', __proto__x: '1', hosts: '["flp-its-1"]' },
      refused: [],
    })
  })

  test('one bad entry refuses all of them, and every bad one is named', () => {
    const text =
      '{"kafka_enabled": "true", "other": 1, "flag": true, "none": null, "list": [], "map": {}, "empty": " ", "run_type": "X"}'
    const { variables, refused } = enterJson(text, TAKEN)
    expect(variables).toBeNull()
    expect(refused.map(({ name }) => name)).toEqual([
      'other',
      'flag',
      'none',
      'list',
      'map',
      'empty',
      'run_type',
    ])
    expect(refused[0]?.reason).toBe('the value is the number 1; expected a string: write "1"')
    expect(refused[1]?.reason).toContain('write "true"')
  })

  test.each([
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['{"kafka_enabled": true', 'is no JSON'],
    ['kafka_enabled=true', 'is no JSON'],
    ['[]', 'is a list'],
    ['null', 'is null'],
    ['"kafka_enabled"', 'is the string "kafka_enabled"'],
    ['{}', 'has no entries'],
  ])('%j is refused', (text, reason) => {
    expect(enterJson(text, NOTHING_TAKEN)).toEqual({
      variables: null,
      refused: [{ name: 'the JSON text', reason: expect.stringContaining(reason) }],
    })
  })

  test('a key that stands there twice is refused, whatever is in its value', () => {
    const text = '{"kafka_enabled": "true", "a": "say \\"b\\"", "kafka_enabled": "false"}'
    expect(enterJson(text, NOTHING_TAKEN)).toEqual({
      variables: null,
      refused: [{ name: 'kafka_enabled', reason: 'stands there more than once' }],
    })
    expect(enterJson('{"a": "b", "b": "a", "c": "a"}', NOTHING_TAKEN).refused).toEqual([])
  })

  test('keys that are the same when trimmed are refused', () => {
    expect(enterJson('{"a": "1", " a": "2"}', NOTHING_TAKEN).refused).toEqual([
      { name: 'a', reason: 'is there twice' },
    ])
  })
})
