import { describe, expect, it } from 'vitest'
import { currentError, kafkaStanding } from '../../../page/model/kafka-calls.js'

const NONE = { ended: 0, failed: 0, lastFailed: false, error: null }
const ALL = { ended: 5, failed: 5, lastFailed: true, error: 'no broker' }

describe('kafkaStanding', () => {
  it.each([
    [false, NONE, 'quiet', 'off', null],
    [true, NONE, 'good', 'on', null],
    [true, { ...NONE, ended: 7 }, 'good', 'on', null],
    [true, ALL, 'bad', 'failed', '5 of 5 calls of the kafka plugin failed: no broker'],
    [true, { ...ALL, failed: 2 }, 'bad', 'failed', '2 of 5 calls of the kafka plugin failed: no broker'],
    [
      true,
      { ...ALL, ended: 6, lastFailed: false },
      'warn',
      'on, 5 failed',
      '5 of 6 calls of the kafka plugin failed, not the last one: no broker',
    ],
  ] as const)('kafkaEnabled %s, %j: %s %s', (kafkaEnabled, kafkaCalls, tone, word, problem) => {
    expect(kafkaStanding({ kafkaEnabled, kafkaCalls })).toEqual({ tone, word, problem })
  })
})

describe('currentError', () => {
  it('is that of the last transition, else of the Kafka calls while they fail', () => {
    expect(currentError({ lastError: 'a task died', kafkaCalls: ALL })).toBe('a task died')
    expect(currentError({ lastError: null, kafkaCalls: ALL })).toBe('Kafka: no broker')
    const error = 'kafka.PublishEnterStateUpdate call queued. REASON: not acknowledged'
    expect(currentError({ lastError: null, kafkaCalls: { ...ALL, error } })).toBe('Kafka: not acknowledged')
    expect(currentError({ lastError: null, kafkaCalls: { ...ALL, lastFailed: false } })).toBeNull()
    expect(currentError({ lastError: null, kafkaCalls: NONE })).toBeNull()
  })
})
