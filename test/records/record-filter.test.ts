import { describe, expect, it } from 'vitest'
import { AliecsError } from '../../errors.js'
import { type DecodedRecord, isAbout, type RecordContent } from '../../records/index.js'

function record(content: RecordContent, key: string | null = 'k'): DecodedRecord {
  return { topic: 't', partition: 0, offset: 0, timestampMs: 1, key, content }
}

function event(message: object, key?: string): DecodedRecord {
  return record({ kind: 'message', type: 'events.Event', message }, key)
}

const LIST = record({
  kind: 'message',
  type: 'kafka.ActiveRunsList',
  message: {
    activeRuns: [
      { environmentId: 'a', runNumber: 1 },
      { environmentId: 'b', runNumber: 2 },
    ],
  },
})
const START = record({
  kind: 'message',
  type: 'kafka.NewStateNotification',
  message: { envInfo: { environmentId: 'a', runNumber: 1 } },
})

describe('isAbout', () => {
  it('finds environments and runs on the legacy topics, in lists too', () => {
    for (const each of [LIST, START]) {
      expect(isAbout(each, { environmentId: 'a' })).toBe(true)
      expect(isAbout(each, { runNumber: 1 })).toBe(true)
      expect(isAbout(each, { environmentId: 'a', runNumber: 1 })).toBe(true)
      expect(isAbout(each, { environmentId: 'a', runNumber: 2 })).toBe(false)
      expect(isAbout(each, { environmentId: 'c' })).toBe(false)
      expect(isAbout(each, { runNumber: 3 })).toBe(false)
    }
    expect(isAbout(LIST, { environmentId: 'k' })).toBe(false)
  })

  it.each(['environmentEvent', 'runEvent', 'callEvent', 'roleEvent', 'taskEvent', 'integratedServiceEvent'])(
    'finds them by the fields of %s',
    (kind) => {
      const of = event({ [kind]: { environmentId: 'a' } }, 'task id')
      expect(isAbout(of, { environmentId: 'a' })).toBe(true)
      expect(isAbout(of, { environmentId: 'task id' })).toBe(false)
      expect(isAbout(of, { runNumber: 1 })).toBe(false)
    },
  )

  it('finds runs of events', () => {
    expect(isAbout(event({ runEvent: { environmentId: 'a', runNumber: 7 } }), { runNumber: 7 })).toBe(true)
    expect(isAbout(event({ environmentEvent: { runNumber: 7 } }), { runNumber: 7 })).toBe(true)
  })

  it('goes by the key where nothing else says it', () => {
    const error = new AliecsError('KFK_DECODE', 'x')
    for (const each of [
      record({ kind: 'null' }),
      record({ kind: 'undecodable', value: new Uint8Array(), error }),
      event({ callEvent: {} }),
    ]) {
      expect(isAbout(each, { environmentId: 'k' })).toBe(true)
      expect(isAbout(each, { environmentId: 'a' })).toBe(false)
    }
    expect(isAbout(record({ kind: 'null' }, null), { environmentId: 'k' })).toBe(false)
  })

  it('lets all through where nothing is wanted', () => {
    expect(isAbout(event({ coreStartEvent: {} }), {})).toBe(true)
    const empty = record({ kind: 'message', type: 'kafka.ActiveRunsList', message: { activeRuns: [] } })
    expect(isAbout(empty, {})).toBe(true)
    expect(isAbout(empty, { environmentId: 'a' })).toBe(false)
  })
})
