import { expect, test } from 'vitest'
import { parseExpression } from '../../../core/workflow/expression.js'

test.each([
  ['', /an empty expression/],
  ['a b', /more than one expression/],
  ['a, b', /more than one expression/],
  ['(a, b)', /more than one expression/],
  ['(a', /syntax error/],
  ["'a", /syntax error/],
  ['a === b', /syntax error/],
  ['a | b', /syntax error/],
  ['a ?? b', /syntax error/],
  ['a?.b', /\?\. is not supported/],
  ['f()()', /can be called/],
  ['a.b.c()', /can be called/],
  ["a['b'].c()", /can be called/],
])('%s is refused', (text, message) => {
  expect(() => parseExpression(text)).toThrow(message)
})

test('the words are the symbols, and bind as they do', () => {
  expect(parseExpression('not a or b and c')).toEqual(parseExpression('(!a) || (b && c)'))
  expect(parseExpression("a == 'x' && b != 'y' || c")).toEqual(
    parseExpression("((a == 'x') && (b != 'y')) || c"),
  )
  expect(parseExpression('a + b == c')).toEqual(parseExpression('(a + b) == c'))
  expect(parseExpression('a ? b : c ? d : e')).toEqual(parseExpression('a ? b : (c ? d : e)'))
  expect(parseExpression('1 + 2 * 3')).toEqual(parseExpression('1 + (2 * 3)'))
})

test('a name that begins like an operator is a name', () => {
  expect(parseExpression('order')).toEqual({ kind: 'variable', name: 'order' })
  expect(parseExpression('notes')).toEqual({ kind: 'variable', name: 'notes' })
  expect(parseExpression('inside')).toEqual({ kind: 'variable', name: 'inside' })
})

test('both kinds of quotes', () => {
  expect(parseExpression(`'a"b'`)).toEqual({ kind: 'literal', value: 'a"b' })
  expect(parseExpression(`"a'b"`)).toEqual({ kind: 'literal', value: "a'b" })
})

test('calls, with the name of their group', () => {
  expect(parseExpression("strings.IsFalsy(x, 'y')")).toEqual({
    kind: 'call',
    name: 'strings.IsFalsy',
    args: [
      { kind: 'variable', name: 'x' },
      { kind: 'literal', value: 'y' },
    ],
  })
  expect(parseExpression('NewID()')).toEqual({ kind: 'call', name: 'NewID', args: [] })
})
