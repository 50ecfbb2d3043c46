import { expect, test } from 'vitest'
import { evaluate, type Surroundings, type TemplateFunction } from '../../../core/workflow/evaluate.js'
import { parseExpression } from '../../../core/workflow/expression.js'
import { variablesOf } from '../../../core/workflow/role-variables.js'

const functions = new Map<string, TemplateFunction>([
  ['give.list', () => ['TPC', 'ITS', 3]],
  ['give.object', () => ({ Path: 'a.b', n: 2, inner: { deep: true } })],
  ['give.nil', () => null],
  ['count', (args) => args.length],
])
const variables = variablesOf({ t: 'true', f: 'false', two: '2', blank: '', list: '["A"]' })

function result(text: string, more: Partial<Surroundings> = {}) {
  return evaluate(parseExpression(text), { variables, functions, ...more })
}

test.each([
  ["t == 'true'", true],
  ["t == 'True'", false],
  ["t != 'true'", false],
  ["t == 'true' && f == 'true'", false],
  ["t == 'true' || f == 'true'", true],
  ["not (f == 'true') and t == 'true'", true],
  ["!(t == 'true')", false],
  ["t == 'true' ? 'yes' : 'no'", 'yes'],
  ["f == 'true' ? 'yes' : 'no'", 'no'],
  ["'a' + two + 'b'", 'a2b'],
  ["'a' + give.nil()", 'a'],
  ['1 + 2 * 3 - 4 / 2', 5],
  ['-7 % 4', -3],
  ['1 < 2', true],
  ['2 <= 2', true],
  ['2 > 2', false],
  ['3 >= 4', false],
  ["'a' < 'b'", true],
  ["'TPC' in give.list()", true],
  ["'3' in give.list()", false],
  ["'TPC' not in give.list()", false],
  ["'n' in give.object()", true],
  ["'toString' in give.object()", false],
  ["'x' in give.nil()", false],
  ["t in ['false', 'true']", true],
  ["list contains 'A'", true],
  ["list startsWith '['", true],
  ["list endsWith '['", false],
  ['give.object().Path', 'a.b'],
  ['give.object().inner.deep', true],
  ["give.object()['n']", 2],
  ['give.object().absent', null],
  ['give.object().constructor', null],
  ['give.list()[1]', 'ITS'],
  ['give.nil() == nil', true],
  ['t == nil', false],
  ["count(t, 'x', 1)", 3],
])('%s', (text, expected) => {
  expect(result(text)).toEqual(expected)
})

test.each([
  ['absent', 'unknown variable absent'],
  ['toString', 'unknown variable toString'],
  ['count(absent) + other()', 'unknown variable absent, unknown function other'],
  ["t == 'true' ? t : absent", 'unknown variable absent'],
  ["t == 'true' || absent == 'x'", 'unknown variable absent'],
  ["f == 'true' && other.Function()", 'unknown function other.Function'],
  ['count', 'unknown variable count'],
  ['t == true', 'cannot be compared'],
  ['two == 2', 'cannot be compared'],
  ["t && f == 'x'", '&&: true or false is expected, not a text'],
  ["t == 'true' && f", '&&: true or false is expected, not a text'],
  ['!t', '!: true or false'],
  ['t ? 1 : 2', '?: true or false'],
  ['two + 1', '+: a text is expected, not a number'],
  ['two - 1', '-: a number is expected, not a text'],
  ['1 < two', '<: a text is expected, not a number'],
  ["'a' in t", 'a list or an object is expected, not a text'],
  ['t.x', 'a text has no member x'],
  ['give.nil().Path', 'a nil has no member Path'],
  ['give.list()[9]', 'a list of 3 has no member 9'],
])('%s is a fault', (text, message) => {
  expect(() => result(text)).toThrow(message)
})

test('an expression of the main template, with quotes in quotes', () => {
  const text = String.raw`two == "default" ? "x" : "[ {\"zone\":\"online\", \"n\":\"" + two + "\"} ]"`
  expect(result(text)).toBe('[ {"zone":"online", "n":"2"} ]')
})

test('the branch that is not taken is not computed', () => {
  const calls: string[] = []
  const noting = new Map(functions).set('note', () => {
    calls.push('note')
    return true
  })
  expect(result("t == 'true' || note()", { functions: noting })).toBe(true)
  expect(result("f == 'true' && note()", { functions: noting })).toBe(false)
  expect(result("t == 'true' ? 'a' : note()", { functions: noting })).toBe('a')
  expect(calls).toEqual([])
  expect(result("f == 'true' || note()", { functions: noting })).toBe(true)
  expect(calls).toEqual(['note'])
})
