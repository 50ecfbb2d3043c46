import { expect, it } from 'vitest'
import { excerpt, listed, quoted } from '../excerpt.js'

it('shows a short text as it is', () => {
  expect(excerpt('ITS')).toBe('ITS')
  expect(quoted('a "b"\n')).toBe('"a \\"b\\"\\n"')
})

it('cuts a long text and names its length', () => {
  expect(excerpt('x'.repeat(2 ** 20))).toBe(`${'x'.repeat(200)}… (1048576 characters)`)
  expect(quoted('x'.repeat(201))).toBe(`"${'x'.repeat(200)}…" (201 characters)`)
  expect(excerpt('abcdef', 3)).toBe('abc… (6 characters)')
})

it('cuts no character in two', () => {
  expect(excerpt('a😀b', 2)).toBe('a\uFFFD… (4 characters)')
})

it('lists a bounded number of items and counts the others', () => {
  expect(listed(['ITS', 'TPC'])).toBe('ITS, TPC')
  expect(listed(['a', 'b', 'c', 'd'], 2)).toBe('a, b, and 2 more')
  expect(listed([])).toBe('')
})
