import { expect, test } from 'vitest'
import { matches, NO_FILTER, newestRecordFirst } from '../../../page/model/record-filter.js'
import type { RecordView } from '../../../page-api/schemas.js'

const RECORD: RecordView = {
  topic: 'aliecs.env_state.RUNNING',
  partition: 0,
  offset: 7,
  key: '2rE9AV3m1HL',
  timestampMs: 1000,
  type: 'kafka.NewStateNotification',
  environmentId: '2rE9AV3m1HL',
  runNumber: 567001,
  summary: 'RUNNING run 567001 PHYSICS',
  json: { envInfo: { detectors: ['ITS', 'TPC'] } },
}
const LIST: RecordView = {
  ...RECORD,
  topic: 'aliecs.env_list.RUNNING',
  environmentId: null,
  runNumber: null,
  json: { activeRuns: [{ environmentId: '2rE9AV3m1HL' }] },
}

test.each([
  [{}, true],
  [{ topic: 'env_state' }, true],
  [{ topic: ' ENV_STATE ' }, true],
  [{ topic: 'env_list' }, false],
  [{ environment: '2rE9' }, true],
  [{ environment: 'other' }, false],
  [{ stream: 'notifications' as const }, true],
  [{ stream: 'core events' as const }, false],
  [{ run: '567001' }, true],
  [{ run: ' 567001 ' }, true],
  [{ run: '567' }, false],
  [{ text: 'tpc' }, true],
  [{ text: 'physics' }, true],
  [{ text: 'env_state' }, true],
  [{ text: 'MFT' }, false],
  [{ topic: 'env_state', run: '567001', text: 'MFT' }, false],
])('%j: %s', (filter, expected) => {
  expect(matches(RECORD, { ...NO_FILTER, ...filter })).toBe(expected)
})

test('a list is about every environment in it', () => {
  expect(matches(LIST, { ...NO_FILTER, environment: '2rE9AV3m1HL' })).toBe(true)
  expect(matches(LIST, { ...NO_FILTER, environment: '2oDvieFrVTi' })).toBe(false)
})

test('the two streams', () => {
  const event = { ...RECORD, topic: 'aliecs.integrated_service.dcs' }
  expect(matches(event, { ...NO_FILTER, stream: 'core events' })).toBe(true)
  expect(matches(event, { ...NO_FILTER, stream: 'notifications' })).toBe(false)
  expect(matches(LIST, { ...NO_FILTER, stream: 'notifications' })).toBe(true)
})

test('a record without a message', () => {
  const tombstone = { ...RECORD, json: undefined, environmentId: null, key: null }
  expect(matches(tombstone, { ...NO_FILTER, text: 'null' })).toBe(false)
})

test('newest first, of one moment the later offset', () => {
  const [older, newer] = [
    { ...RECORD, timestampMs: 1, offset: 9 },
    { ...RECORD, timestampMs: 2, offset: 1 },
  ]
  expect([older, newer, { ...newer, offset: 2 }].sort(newestRecordFirst).map(({ offset }) => offset)).toEqual(
    [2, 1, 9],
  )
})
