import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { followingRunNumber } from '../../settings/run-number.js'

describe('followingRunNumber', () => {
  it('adds one to every uint32 but the last', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 2), (last) => {
        expect(followingRunNumber(String(last), 'here')).toBe(last + 1)
      }),
    )
  })

  it('begins with 1', () => {
    expect(followingRunNumber(undefined, 'here')).toBe(1)
    expect(followingRunNumber('0', 'here')).toBe(1)
    expect(followingRunNumber('007', 'here')).toBe(8)
  })

  it.each(['', ' 5', '5\n', '+5', '-1', '1e3', '0x10', 'abc', '4294967296', '1.0'])('refuses %j', (last) => {
    const refusal = {
      code: 'RUN_NUMBER',
      message: `here: expected a whole number, 0 to 4294967295, got ${JSON.stringify(last)}`,
    }
    expect(() => followingRunNumber(last, 'here')).toThrow(expect.objectContaining(refusal))
  })

  it('does not begin again after the last uint32', () => {
    expect(() => followingRunNumber('4294967295', 'here')).toThrow('here: 4294967295 was the last run number')
  })
})
