import { describe, expect, it } from 'vitest'
import { Document, parse, stringify } from 'yaml'
import { goNumberTags, parseGoNumber, YamlNumber } from '../../settings/yaml-number.js'

const options = { customTags: goNumberTags }
const { NaN: notANumber, POSITIVE_INFINITY: infinity } = Number

describe('parseGoNumber', () => {
  it.each([
    ['0', 0],
    ['42', 42],
    ['+5', 5],
    ['-7', -7],
    ['-0', 0],
    ['1_000', 1000],
    ['1__0_', 10],
    ['0777', 511],
    ['00', 0],
    ['0o17', 15],
    ['0O17', 15],
    ['-0o17', -15],
    ['0b101', 5],
    ['-0B11', -3],
    ['0x1F', 31],
    ['0x_ff', 255],
    ['08', 8],
    ['09.5', 9.5],
    ['9007199254740993', 9007199254740992],
    ['18446744073709551615', 2 ** 64],
    ['18446744073709551616', 2 ** 64],
    ['-9223372036854775809', -(2 ** 63)],
    ['1.0', 1],
    ['1.', 1],
    ['.5', 0.5],
    ['-.5', -0.5],
    ['1e21', 1e21],
    ['1E-3', 0.001],
    ['1_0.5', 10.5],
    ['.inf', infinity],
    ['+.INF', infinity],
    ['-.Inf', -infinity],
    ['.nan', notANumber],
    ['.NaN', notANumber],
  ])('%s is %d', (text, value) => {
    expect((parseGoNumber(text) ?? 'text') === value || Object.is(parseGoNumber(text), value)).toBe(true)
  })

  it.each([
    ...['', 'yes', '~', '_1', '-', '+', '.', '..', '...', '-_', '1-2', '2026-11-24', '2026-11-24T10:00:00Z'],
    ...[
      '0b102',
      '0o8',
      '0x',
      '0xg',
      '1e',
      '1e999',
      '1.2.3',
      '10.0.0.1:9092',
      '.5_0',
      '.iNf',
      '.NAn',
      '12:30',
    ],
    ...['0xffffffffffffffffff', '1 000', 'Infinity', 'NaN', '０'],
  ])('%j is text', (text) => {
    expect(parseGoNumber(text)).toBeUndefined()
  })
})

describe('the tags', () => {
  it('keep the text of a number that JavaScript writes otherwise', () => {
    expect(parse('[42, -1.5, 0777, 1.0, text]', options)).toEqual([
      42,
      -1.5,
      new YamlNumber('0777', 511),
      new YamlNumber('1.0', 1),
      'text',
    ])
  })

  it('are read where a tag demands it, and not in quotes', () => {
    expect(parse('[!!int "0777", !!float 1.0, !!str 0777, "0777"]', options)).toEqual([
      new YamlNumber('0777', 511),
      new YamlNumber('1.0', 1),
      '0777',
      '0777',
    ])
  })

  it('write numbers and text that looks like one so that they are read again', () => {
    const values = {
      a: new YamlNumber('0777', 511),
      b: '0777',
      c: 42,
      d: '1_000',
      e: 'x',
      f: '10.0.0.1:9092',
    }
    for (const text of [stringify(values, options), String(new Document(values, options))]) {
      expect(text).toContain('a: 0777\n')
      expect(parse(text, options)).toEqual(values)
    }
  })
})
