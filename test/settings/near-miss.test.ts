import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, findNearMiss } from '../../settings/near-miss.js'

const KNOWN = ['kafkaEndpoint', 'kafkaEndpoints', 'integrationPlugins', 'logLevel']

describe('findNearMiss', () => {
  it.each([
    ['kafkaEndPoint', 'kafkaEndpoint'],
    ['kafkaEndpont', 'kafkaEndpoint'],
    ['kafkaEndpointss', 'kafkaEndpoints'],
    ['integrationPlugin', 'integrationPlugins'],
    ['loglevl', 'logLevel'],
  ])('%s: did you mean %s?', (name, meant) => {
    expect(findNearMiss(name, KNOWN)).toBe(meant)
  })

  it.each(['bookkeepingBaseUri', 'dcsServiceEndpoint', 'verbose', ''])('%s is nobody we know', (name) => {
    expect(findNearMiss(name, KNOWN)).toBeUndefined()
  })
})

it('compares no name whose length alone is too far away', () => {
  // Character by character this name would take minutes.
  expect(findNearMiss('x'.repeat(2 ** 26), KNOWN)).toBeUndefined()
})

describe('editDistance', () => {
  const name = fc.string({ maxLength: 12 })

  it('is zero for equal names only, and the same both ways', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, b)).toBe(editDistance(b, a))
      }),
    )
  })

  it('grows by one at most when one unit is taken out', () => {
    fc.assert(
      fc.property(name, name, fc.nat(12), (a, b, at) => {
        const shorter = a.slice(0, at) + a.slice(at + 1)
        expect(Math.abs(editDistance(shorter, b) - editDistance(a, b))).toBeLessThanOrEqual(1)
      }),
    )
  })
})
