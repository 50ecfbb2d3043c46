import { expect, test } from 'vitest'
import { interleave } from '../../bench/rounds.js'

test('every round measures all, each time another one first', async () => {
  const order: string[] = []
  const peer = (name: string) => ({
    name,
    async measure() {
      order.push(name)
      return [order.length] as const
    },
  })
  const figures = await interleave([peer('A'), peer('B'), peer('C')], 3)
  expect(order.join(' ')).toBe('A B C B C A C A B')
  expect(figures[0]).toEqual([{ median: 6, min: 1, max: 8 }])
})
