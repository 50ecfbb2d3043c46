import { expect, it } from 'vitest'
import { RecentMap } from '../../template-repositories/recent-map.js'

it('forgets what was not used for longest', () => {
  const map = new RecentMap<number>(2)
  map.set('a', 1)
  map.set('b', 2)
  expect(map.get('a')).toBe(1)
  map.set('c', 3)
  expect(['a', 'b', 'c'].map((key) => map.get(key))).toEqual([1, undefined, 3])
  map.set('a', 4)
  expect(['a', 'c'].map((key) => map.get(key))).toEqual([4, 3])
})
