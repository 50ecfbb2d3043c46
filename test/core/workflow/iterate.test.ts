import { expect, test } from 'vitest'
import { iteratorValues } from '../../../core/workflow/iterate.js'
import { variablesOf } from '../../../core/workflow/role-variables.js'

const field = (text: string, key: string) => ({
  text,
  position: { file: 'wf.yaml', line: 3 },
  construct: `for.${key}`,
})
const around = { variables: variablesOf({ n: '3' }), functions: new Map() }

const range = (text: string) =>
  iteratorValues({ kind: 'range', variable: 'it', range: field(text, 'range') }, around)
const count = (begin: string, end: string) =>
  iteratorValues(
    { kind: 'count', variable: 'it', begin: field(begin, 'begin'), end: field(end, 'end') },
    around,
  )

test('a range is a JSON list, in its order', () => {
  expect(range('["b", "a"]')).toEqual(['b', 'a'])
  expect(range('[]')).toEqual([])
})

test('a count has both ends', () => {
  expect(count('1', '{{ n }}')).toEqual(['1', '2', '3'])
  expect(count('-1', '0')).toEqual(['-1', '0'])
  expect(count('2', '2')).toEqual(['2'])
  expect(count('2', '1')).toEqual([])
  expect(count('9', '1')).toEqual([])
  expect(count('1', '100000').length).toBe(100_000)
})

test('what is no list, or no integer, is named with its place', () => {
  expect(() => range('b')).toThrow('wf.yaml:3: for.range: a JSON list of texts is expected, not "b"')
  expect(() => range('{"a": 1}')).toThrow('wf.yaml:3: for.range: a JSON list')
  expect(() => count('1', 'x')).toThrow('wf.yaml:3: for.end: an integer is expected, not "x"')
  expect(() => count('0', '100000')).toThrow('wf.yaml:3: for.end: more than 100000 roles')
  expect(() => count('{{ m }}', '1')).toThrow('wf.yaml:3: for.begin: {{ m }}: unknown variable m')
})
