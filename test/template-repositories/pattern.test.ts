import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isPattern, matches } from '../../template-repositories/pattern.js'

it.each([
  ['*', 'anything/at all'],
  ['github.com/*/ControlWorkflows', 'github.com/AliceO2Group/ControlWorkflows'],
  ['v1.?', 'v1.2'],
  ['(a+', '(a+'],
  ['', ''],
])('%j matches %j', (pattern, name) => {
  expect(matches(pattern, name)).toBe(true)
})

it.each([
  ['v1.?', 'v1x2'],
  ['v1.?', 'v1.22'],
  ['master', 'master2'],
  ['a*b', 'abc'],
])('%j does not match %j', (pattern, name) => {
  expect(matches(pattern, name)).toBe(false)
})

it('answers soon, whatever the pattern', () => {
  expect(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(1000))).toBe(false)
  expect(matches(`${'*'.repeat(1000)}b`, 'a'.repeat(1000))).toBe(false)
})

it('agrees with a regular expression', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 })
  fc.assert(
    fc.property(pattern, text, (given, name) => {
      const expression = new RegExp(`^${given.replaceAll('?', '.').replaceAll('*', '.*')}$`)
      expect(matches(given, name)).toBe(expression.test(name))
    }),
  )
})

it('knows what is a pattern', () => {
  expect(['a*', '?', 'master', ''].map(isPattern)).toEqual([true, true, false, false])
})
