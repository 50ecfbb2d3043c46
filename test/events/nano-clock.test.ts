import { expect, it } from 'vitest'
import { NanoClock } from '../../events/nano-clock.js'

const NOW = 1_795_399_017_529

it('says the same moment twice', () => {
  expect(new NanoClock().stamp('e', NOW)).toEqual({ ms: NOW, ns: `${NOW}000000` })
})

it('sets equal moments of a scope a nanosecond apart, those of others not', () => {
  const clock = new NanoClock()
  const stamps = ['e', 'e', 'f', 'e'].map((scope) => clock.stamp(scope, NOW).ns)
  expect(stamps).toEqual([`${NOW}000000`, `${NOW}000001`, `${NOW}000000`, `${NOW}000002`])
})

it('goes on increasing when the clock is set back, and when a moment brings its own time', () => {
  const clock = new NanoClock()
  clock.stamp('e', NOW)
  expect(clock.stamp('e', NOW - 5000)).toEqual({ ms: NOW, ns: `${NOW}000001` })
  expect(clock.stamp('e', NOW + 1)).toEqual({ ms: NOW + 1, ns: `${NOW + 1}000000` })
})

it('is never zero', () => {
  expect(new NanoClock().stamp('e', 0)).toEqual({ ms: 1, ns: '1000000' })
})

it('remembers no more scopes than it needs', () => {
  const clock = new NanoClock()
  clock.stamp('first', NOW)
  clock.stamp('kept', NOW)
  for (let index = 0; index < 9999; index++) clock.stamp(`e${index}`, NOW)
  expect(clock.stamp('kept', NOW).ns).toBe(`${NOW}000001`)
  expect(clock.stamp('first', NOW).ns).toBe(`${NOW}000000`)
})
