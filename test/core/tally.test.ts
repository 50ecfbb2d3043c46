import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Tally } from '../../core/tally.js'

it('has the values that are there, however they came to be', () => {
  const changes = fc.array(fc.tuple(fc.nat(9), fc.nat(3)))
  fc.assert(
    fc.property(changes, (steps) => {
      const items = Array.from({ length: 10 }, () => 0)
      const tally = new Tally<number>()
      for (const item of items) tally.add(item)
      for (const [index, value] of steps) {
        tally.move(items[index] ?? 0, value)
        items[index] = value
      }
      expect(tally.values.sort()).toEqual([...new Set(items)].sort())
    }),
  )
})
