import { describe, expect, it } from 'vitest'
import { RecordStore } from '../../page-api/record-store.js'
import type { RecordView } from '../../page-api/schemas.js'

let offset = 0
function view(own: Partial<RecordView>): RecordView {
  offset += 1
  return {
    ...{ topic: 'aliecs.run', partition: 0, offset, key: null, timestampMs: offset, type: 'events.Event' },
    ...{ environmentId: null, runNumber: null, summary: '', json: {}, ...own },
  }
}

function storeOf(...records: Partial<RecordView>[]) {
  const store = new RecordStore()
  for (const record of records) store.add(view(record))
  return (filter: object = {}) => store.find({ limit: 100, ...filter }).map(({ key }) => key)
}

describe('RecordStore', () => {
  it('has the newest first, however they came', () => {
    const find = storeOf(
      { key: 'b', timestampMs: 2 },
      { key: 'a', timestampMs: 1 },
      { key: 'c', timestampMs: 3 },
      { key: 'b2', timestampMs: 2 },
    )
    expect(find()).toEqual(['c', 'b2', 'b', 'a'])
    expect(find({ limit: 2 })).toEqual(['c', 'b2'])
  })

  it('keeps two thousand', () => {
    const store = new RecordStore()
    for (let time = 1; time <= 2100; time++) store.add(view({ timestampMs: time }))
    const all = store.find({ limit: 5000 })
    expect([all.length, all.at(-1)?.timestampMs]).toEqual([2000, 101])
  })

  it('filters by topic, environment, run and text, lists of runs too', () => {
    const inList = {
      activeRuns: [
        { environmentId: 'E1', runNumber: 12 },
        { environmentId: 'E2', runNumber: 3 },
      ],
    }
    const find = storeOf(
      { key: 'list', topic: 'aliecs.env_list.RUNNING', json: inList, summary: 'run 12 of E1' },
      { key: 'E1', environmentId: 'E1', runNumber: 12, summary: 'RUNNING' },
      { key: 'other', environmentId: 'E9', runNumber: 1, json: { name: 'Readout' } },
    )
    expect(find({ topic: 'env_list' })).toEqual(['list'])
    expect(find({ env: 'E1' })).toEqual(['E1', 'list'])
    expect(find({ env: 'E' })).toEqual([])
    expect(find({ run: 12 })).toEqual(['E1', 'list'])
    expect(find({ run: 1 })).toEqual(['other'])
    expect(find({ text: 'rEADout' })).toEqual(['other'])
    expect(find({ text: 'running', topic: 'run' })).toEqual(['E1'])
  })
})
