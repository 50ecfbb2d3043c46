import { expect, it } from 'vitest'
import { AttachedCore } from '../../attach/attached-core.js'
import { SavedState, stateRecords } from '../../attach/saved-state.js'
import type { ReceivedRecord } from '../../broker/index.js'
import { recordedMoments } from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

function savedRunning() {
  const core = new AttachedCore({ logger: new MemoryLogger() })
  const moments = recordedMoments('lifecycle')
  const running = moments.findIndex((moment) => moment.kind === 'environment' && moment.state === 'RUNNING')
  for (const moment of moments.slice(0, running + 4)) core.accept(moment)
  return stateRecords({ topic: 'state', partition: 0 }, core.take().changes)
}

const received = (records: Pick<ReceivedRecord, 'topic' | 'key' | 'value'>[]): ReceivedRecord[] =>
  records.map((record, offset) => ({ ...record, partition: 0, offset, timestampMs: 0 }))

it('brings back what was saved, the latest of each', () => {
  const state = new SavedState(new MemoryLogger())
  for (const record of received(savedRunning())) state.read(record)
  const core = new AttachedCore({ logger: new MemoryLogger() })
  state.restore(core)
  expect([core.environmentCount, core.runningCount]).toEqual([1, 1])
})

it('forgets what has a tombstone', () => {
  const state = new SavedState(new MemoryLogger())
  const records = savedRunning()
  for (const record of received([...records, ...records.map((each) => ({ ...each, value: null }))])) {
    state.read(record)
  }
  const core = new AttachedCore({ logger: new MemoryLogger() })
  state.restore(core)
  expect(core.environmentCount).toBe(0)
})

it('leaves out what it cannot read, and says which', () => {
  const logger = new MemoryLogger()
  const state = new SavedState(logger)
  const [first] = received([{ topic: 'state', key: 'env', value: Buffer.from('{"version":99}') }])
  if (first) state.read(first)
  state.restore(new AttachedCore({ logger }))
  expect(logger.lines).toEqual(['warn: state 0 0: not a saved environment, left out: version 99, expected 1'])
})
