import { describe, expect, it } from 'vitest'
import { RunBook } from '../../page-api/run-book.js'
import type { DecodedRecord } from '../../records/index.js'

type Content = Extract<DecodedRecord['content'], { kind: 'message' }>

function record(topic: string, content: Omit<Content, 'kind'>, timestamp: number): DecodedRecord {
  const message = { ...content.message, timestamp: String(timestamp) }
  return {
    ...{ topic, partition: 0, offset: 0, key: null, timestampMs: 1 },
    content: { kind: 'message', ...content, message } as Content,
  }
}

const notice = (topic: string, timestamp: number, environmentId = 'E', runNumber = 7) =>
  record(
    `aliecs.${topic}.RUNNING`,
    {
      type: 'kafka.NewStateNotification',
      message: {
        envInfo: {
          environmentId,
          runNumber,
          runType: 'PHYSICS',
          detectors: ['ITS'],
          enterStateTimestamp: '90',
        },
      },
    },
    timestamp,
  )
const sor = (timestamp: number, environmentId?: string, run?: number) =>
  notice('env_state', timestamp, environmentId, run)
const eor = (timestamp: number, environmentId?: string, run?: number) =>
  notice('env_leave_state', timestamp, environmentId, run)
const list = (timestamp: number, ...ids: string[]) => {
  const activeRuns = ids.map((environmentId) => ({ environmentId, runNumber: 7 }))
  return record(
    'aliecs.env_list.RUNNING',
    { type: 'kafka.ActiveRunsList', message: { activeRuns } },
    timestamp,
  )
}
const runEvent = (timestamp: number, transition: string, transitionStatus: 'STARTED' | 'DONE_OK') =>
  record(
    'aliecs.run',
    {
      type: 'events.Event',
      message: { runEvent: { environmentId: 'E', runNumber: 7, transition, transitionStatus } },
    },
    timestamp,
  )

function runsOf(...records: DecodedRecord[]) {
  const book = new RunBook()
  for (const each of records) book.add(each)
  return book.runs()
}

const run = { runNumber: 7, environmentId: 'E', runType: 'PHYSICS', detectors: ['ITS'], startMs: 100 }

describe('RunBook', () => {
  it('a run is from SOR to EOR, in whatever order they are read', () => {
    expect(runsOf(sor(100))).toEqual([{ ...run, endMs: null }])
    expect(runsOf(sor(100), eor(200))).toEqual([{ ...run, endMs: 200 }])
    expect(runsOf(eor(200), sor(100))).toEqual([{ ...run, endMs: 200 }])
  })

  it('an EOR without SOR says itself when the run began; the first of two EORs counts', () => {
    expect(runsOf(eor(200), eor(150))).toEqual([{ ...run, startMs: 90, endMs: 150 }])
  })

  it('tells which run a record has changed', () => {
    const book = new RunBook()
    expect(book.add(sor(100))).toEqual([{ ...run, endMs: null }])
    expect(book.add(list(101, 'E'))).toEqual([])
    expect(book.add(eor(200))).toEqual([{ ...run, endMs: 200 }])
    expect(book.add(list(201))).toEqual([])
  })

  it('a run that was never ended has ended with the first list without it', () => {
    expect(runsOf(sor(100), list(101, 'E'), list(150, 'E'), list(300), list(400))).toEqual([
      { ...run, endMs: 300 },
    ])
    expect(runsOf(list(300), list(101, 'E'), sor(100))).toEqual([{ ...run, endMs: 300 }])
    // A list of before it, and one that is contradicted later, say nothing.
    expect(runsOf(list(50), sor(100))).toEqual([{ ...run, endMs: null }])
    expect(runsOf(sor(100), list(150), list(200, 'E'))).toEqual([{ ...run, endMs: null }])
  })

  it("without legacy messages the core's own events tell of a run", () => {
    const vars = { run_type: 'COSMICS', detectors: '["TPC"]' }
    const loaded = record(
      'aliecs.environment',
      { type: 'events.Event', message: { environmentEvent: { environmentId: 'E', vars } } },
      10,
    )
    const start = runEvent(100, 'START_ACTIVITY', 'DONE_OK')
    const own = { ...run, runType: 'COSMICS', detectors: ['TPC'] }
    expect(runsOf(loaded, runEvent(90, 'START_ACTIVITY', 'STARTED'))).toEqual([])
    expect(runsOf(loaded, start)).toEqual([{ ...own, endMs: null }])
    const stop = [runEvent(200, 'STOP_ACTIVITY', 'STARTED'), runEvent(210, 'STOP_ACTIVITY', 'DONE_OK')]
    expect(runsOf(loaded, start, ...stop)).toEqual([{ ...own, endMs: 200 }])
    // SOR and EOR are more exact.
    expect(runsOf(start, ...stop, sor(98), eor(205))).toEqual([{ ...run, startMs: 98, endMs: 205 }])
  })

  it('is sorted by start, and bounded', () => {
    const records = Array.from({ length: 2010 }, (_, index) => sor(5000 - index, `E${index}`, index))
    const runs = runsOf(...records)
    expect(runs).toHaveLength(2000)
    expect(runs[0]?.environmentId).toBe('E2009')
  })

  it('what is no message, or has no run number, changes nothing', () => {
    const nothing: DecodedRecord = { ...sor(1), content: { kind: 'null' } }
    const withoutRun = record(
      'aliecs.env_state.RUNNING',
      { type: 'kafka.NewStateNotification', message: { envInfo: { environmentId: 'E' } } },
      1,
    )
    expect(runsOf(nothing, withoutRun, { ...sor(1), topic: 'aliecs.env_state.CONFIGURED' })).toEqual([])
  })
})
