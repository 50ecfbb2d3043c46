import { expect, test } from 'vitest'
import { hintFor } from '../../../page/model/variable-hints.js'

test.each(['true', 'false', '', 'True', 'TRUE', ' true', 'true ', 'False'])(
  'kafka_enabled = %j needs no hint: this core reads it as it is meant',
  (value) => {
    expect(hintFor('kafka_enabled', value)).toBeNull()
  },
)

test.each(['yes', 'on', '1', 't', ' Yes '])('kafka_enabled = %j: would be off, true is offered', (value) => {
  expect(hintFor('kafka_enabled', value)).toEqual({
    text: expect.stringContaining('would send nothing'),
    instead: { key: 'kafka_enabled', value: 'true' },
  })
})

test.each(['no', '0'])('kafka_enabled = %j: false is offered', (value) => {
  expect(hintFor('kafka_enabled', value)?.instead).toEqual({ key: 'kafka_enabled', value: 'false' })
})

test('any other text is off as well', () => {
  expect(hintFor('kafka_enabled', 'maybe')).toEqual({
    text: expect.stringContaining('Expected true or false'),
    instead: null,
  })
})

test.each(['kafkaEnabled', 'KAFKA_ENABLED', 'kafka_enable', 'kafka-enabled'])('%s is not the name', (key) => {
  expect(hintFor(key, 'true')?.instead).toEqual({ key: 'kafka_enabled', value: 'true' })
})

test('a colon in a name', () => {
  expect(hintFor('readout:cfg', 'x')?.text).toContain('AliECS ignores')
})

test.each(['run_type', 'enableKafka', 'kafka'])('%s needs no hint', (key) => {
  expect(hintFor(key, 'True')).toBeNull()
})
