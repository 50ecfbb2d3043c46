import { expect, it } from 'vitest'
import { FairPlaces } from '../../../control-api/control/fair-places.js'

function places(limit: number, ownOldest: 'keep' | 'evict' = 'keep') {
  const fair = new FairPlaces({ limit, ownOldest })
  const evicted: string[] = []
  const take = (peer: string, name = peer) => fair.take(peer, () => evicted.push(name))
  return { fair, evicted, take }
}

it('refuses the client that holds the most, or ends its oldest', () => {
  const keep = places(2)
  keep.take('a:1')
  keep.take('a:1')
  expect(keep.take('a:1')).toBeNull()
  expect(keep.evicted).toEqual([])
  const evict = places(2, 'evict')
  evict.take('a:1', 'first')
  evict.take('a:1', 'second')
  expect(evict.take('a:1', 'third')).not.toBeNull()
  expect(evict.evicted).toEqual(['first'])
})

it('gives a newcomer the oldest place of the greediest connection', () => {
  const { take, evicted, fair } = places(4)
  take('a:1', 'greedy 1')
  take('a:2', 'modest')
  take('a:1', 'greedy 2')
  take('a:1', 'greedy 3')
  expect(take('a:3')).not.toBeNull()
  expect(evicted).toEqual(['greedy 1'])
  expect(fair.size).toBe(4)
})

it('looks at hosts before connections, so that many connections gain nothing', () => {
  const { take, evicted } = places(4)
  take('good:1', 'oldest')
  take('bad:1', 'bad 1')
  take('bad:2', 'bad 2')
  take('bad:3', 'bad 3')
  expect(take('other:1')).not.toBeNull()
  expect(take('other:2')).not.toBeNull()
  expect(evicted).toEqual(['bad 1', 'bad 2'])
})

it('has room again after a release, which may come twice', () => {
  const { take, fair } = places(1)
  const release = take('a:1')
  release?.()
  release?.()
  expect(fair.size).toBe(0)
  expect(take('a:1')).not.toBeNull()
  expect(take('a:1')).toBeNull()
})

it('bounds the places of one connection, by its own oldest place', () => {
  const evicted: string[] = []
  const fair = new FairPlaces({ limit: 10, perConnection: 2, ownOldest: 'evict' })
  for (const name of ['first', 'second', 'third']) fair.take('a:1', () => evicted.push(name))
  fair.take('a:2', () => evicted.push('other'))
  expect(evicted).toEqual(['first'])
  expect(fair.size).toBe(3)
})
