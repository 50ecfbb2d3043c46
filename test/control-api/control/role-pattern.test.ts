import { expect, it } from 'vitest'
import { matchesRolePath } from '../../../control-api/control/role-pattern.js'

it.each([
  ['a.b.c', 'a.b.c', true],
  ['a.b', 'a.b.c', false],
  ['a.*', 'a.b', true],
  ['a.*', 'a.b.c', false],
  ['a.*', 'a.', true],
  ['*', '', true],
  ['**', 'a.b.c', true],
  ['**.c', 'a.b.c', true],
  ['a.**', 'a', false],
  ['a.**.c', 'a.c', false],
  ['a.b?', 'a.bc', true],
  ['a?b', 'a.b', false],
  ['a.b', 'axb', false],
  ['host-[*', 'host-[1', true],
  ['', 'a', false],
])('%s and %s', (pattern, path, fits) => {
  expect(matchesRolePath(pattern, path)).toBe(fits)
})

it('takes no longer for a malicious pattern', () => {
  const start = performance.now()
  expect(matchesRolePath('*a'.repeat(500), 'a'.repeat(499))).toBe(false)
  expect(performance.now() - start).toBeLessThan(5000)
})
