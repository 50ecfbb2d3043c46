import { expect, test } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { DIFFERENT_EVENTS, eventOf, happening, recordsOf, repeated } from '../../bench/event-stream.js'

const stream = Array.from({ length: DIFFERENT_EVENTS }, (_, number) => eventOf(happening(number), 'bench.'))

test('an environment with variables and one of its roles take turns, on topics of their own', () => {
  const [environment, role] = recordsOf(stream)
  const decoded = events.Event.deserializeBinary(environment?.value ?? new Uint8Array())
  expect(decoded.getEnvironmentevent()?.getVarsMap().getLength()).toBeGreaterThan(5)
  expect([environment?.topic, role?.topic]).toEqual(['bench.aliecs.environment', 'bench.aliecs.role'])
  expect(role?.key).toBe(environment?.key)
})

test('all are different, and begin again after that', () => {
  expect(recordsOf(stream)).toHaveLength(DIFFERENT_EVENTS)
  expect(new Set(stream.map(({ topic, key }) => `${topic} ${key}`)).size).toBe(DIFFERENT_EVENTS)
  expect(repeated(stream, DIFFERENT_EVENTS)).toBe(stream[0])
})
