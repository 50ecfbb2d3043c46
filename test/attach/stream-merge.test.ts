import { expect, it } from 'vitest'
import { StreamMerge } from '../../attach/stream-merge.js'

function merge(entries: [stream: string, nano: number][]): StreamMerge<string> {
  const all = new StreamMerge<string>()
  for (const [stream, nano] of entries) all.add(stream, BigInt(nano), `${stream}${nano}`)
  return all
}

const never = (): boolean => false

it('is in the order of time over all streams, and in the order of arrival in each', () => {
  const all = merge([
    ['a', 1],
    ['a', 5],
    ['a', 4],
    ['b', 2],
    ['b', 3],
    ['b', 6],
  ])
  expect(all.take(never, ['a', 'b'], 100)).toEqual(['a1', 'b2', 'b3', 'a5', 'a4', 'b6'])
  expect(all.waiting()).toBe(0)
})

it('waits for a stream that has more to come, and for no other one', () => {
  const all = merge([
    ['a', 1],
    ['a', 5],
    ['b', 2],
  ])
  const hasMore = (stream: string): boolean => stream === 'b'
  expect(all.take(hasMore, ['a', 'b', 'c'], 100)).toEqual(['a1', 'b2'])
  expect(all.take(hasMore, ['a', 'b', 'c'], 100)).toEqual([])
  all.add('b', 3n, 'b3')
  expect(all.take(hasMore, ['a', 'b', 'c'], 100)).toEqual(['b3'])
  expect(all.take(never, ['a', 'b', 'c'], 100)).toEqual(['a5'])
})

it('hands out no more than asked for, and holds nothing of what is gone', () => {
  const all = new StreamMerge<number>()
  for (let index = 0; index < 5000; index++) all.add('a', BigInt(index), index)
  expect(all.take(never, ['a'], 3000)).toHaveLength(3000)
  expect(all.waiting('a')).toBe(2000)
  expect(all.take(never, ['a'], 3000).at(-1)).toBe(4999)
})
