import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toBoolean, toList, toMap, toNumber, toText } from '../../settings/input.js'

describe('toNumber', () => {
  it('reads the decimal text of every integer', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (number) => {
        expect(toNumber(` ${number} `)).toBe(number)
      }),
    )
  })

  it.each(['', '1.5', '1e3', '0x10', '1 GB', 'true', true, null])('leaves %j alone', (value) => {
    expect(toNumber(value)).toBe(value)
  })
})

describe('toBoolean', () => {
  it.each(['true', 'TRUE', 'True', ' true\n', 't', '1', 1, true])('%j is true', (value) => {
    expect(toBoolean(value)).toBe(true)
  })

  it.each(['false', 'FALSE', 'f', '0', 0, false])('%j is false', (value) => {
    expect(toBoolean(value)).toBe(false)
  })

  it.each(['yes', 'on', '', 2, null])('leaves %j alone', (value) => {
    expect(toBoolean(value)).toBe(value)
  })
})

describe('toText', () => {
  it('writes numbers and booleans', () => {
    expect([toText(42), toText(true), toText('x'), toText(null)]).toEqual(['42', 'true', 'x', null])
  })
})

describe('toList', () => {
  it.each([
    ['kafka', ['kafka']],
    ['kafka,testplugin', ['kafka', 'testplugin']],
    [' kafka ,  testplugin ', ['kafka', 'testplugin']],
    ['kafka testplugin', ['kafka', 'testplugin']],
    ['', []],
    [['a, b'], ['a, b']],
    [7, 7],
  ])('%j is %j', (value, list) => {
    expect(toList(value)).toEqual(list)
  })
})

describe('toMap', () => {
  it.each([
    ['{"compression.type": "zstd", "linger.ms": 5}', { 'compression.type': 'zstd', 'linger.ms': 5 }],
    ['compression.type: zstd\nlinger.ms: 5', { 'compression.type': 'zstd', 'linger.ms': 5 }],
    ['{not a map', '{not a map'],
    [{ a: 1 }, { a: 1 }],
  ])('%j is %j', (value, map) => {
    expect(toMap(value)).toEqual(map)
  })
})
