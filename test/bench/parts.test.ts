import { expect, test } from 'vitest'
import { chosenParts } from '../../bench/parts.js'

test('parts are chosen by name, with commas between', () => {
  expect(chosenParts('events,memory')).toEqual(['events', 'memory'])
})

test('a name that there is not is refused, with those that there are', () => {
  expect(() => chosenParts('event')).toThrow('--only event: expected some of latency,throughput,events')
})
