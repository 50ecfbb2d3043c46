import picocolors from 'picocolors'
import { describe, expect, it } from 'vitest'
import { AliecsError } from '../../errors.js'
import { type DecodedRecord, RecordLines } from '../../records/index.js'

const timestampMs = new Date(2026, 10, 23, 9, 5, 7, 12).getTime()

function state(topic: string, envInfo: object): DecodedRecord {
  const content = { kind: 'message', type: 'kafka.NewStateNotification', message: { envInfo } } as const
  return { timestampMs, topic, partition: 0, offset: 0, key: '36QiSyh4XFF', content }
}

const RUNNING = state('aliecs.env_state.RUNNING', {
  environmentId: '36QiSyh4XFF',
  state: 'RUNNING',
  runNumber: 570001,
  runType: 'PHYSICS',
  detectors: ['ITS', 'TPC'],
})
const LEAVE = state('aliecs.env_leave_state.CONFIGURED', { state: 'CONFIGURED', detectors: ['ITS', 'TPC'] })
const LIST: DecodedRecord = {
  ...RUNNING,
  topic: 'aliecs.env_list.RUNNING',
  key: 'env_list.RUNNING',
  content: {
    kind: 'message',
    type: 'kafka.ActiveRunsList',
    message: { activeRuns: [{ environmentId: 'a', runNumber: 7 }, { environmentId: 'b' }] },
  },
}
const EMPTY_LIST: DecodedRecord = {
  ...LIST,
  content: { kind: 'message', type: 'kafka.ActiveRunsList', message: { activeRuns: [] } },
}

function plain(overrides: Partial<ConstructorParameters<typeof RecordLines>[0]> = {}): RecordLines {
  return new RecordLines({
    colors: picocolors.createColors(false),
    narrow: false,
    withDate: false,
    ...overrides,
  })
}

describe('RecordLines', () => {
  it('aligns time, topic, key and content', () => {
    const lines = plain()
    expect([lines.header(), ...[LEAVE, RUNNING, LIST, EMPTY_LIST].map((each) => lines.line(each))]).toEqual([
      'TIME          TOPIC                              KEY               CONTENT',
      '09:05:07.012  aliecs.env_leave_state.CONFIGURED  36QiSyh4XFF       CONFIGURED                         ITS TPC',
      '09:05:07.012  aliecs.env_state.RUNNING           36QiSyh4XFF       RUNNING     run 570001  PHYSICS    ITS TPC',
      '09:05:07.012  aliecs.env_list.RUNNING            env_list.RUNNING  run 7 of a, run ? of b',
      '09:05:07.012  aliecs.env_list.RUNNING            env_list.RUNNING  no run',
    ])
  })

  it('fits the usual records into 80 columns', () => {
    const lines = plain({ narrow: true })
    expect([lines.header(), ...[LEAVE, RUNNING, LIST].map((each) => lines.line(each))]).toEqual([
      'TIME     TOPIC                      KEY         STATE, RUN, TYPE, DETECTORS',
      '09:05:07 env_leave_state.CONFIGURED 36QiSyh4XFF CONFIGURED              ITS TPC',
      '09:05:07 env_state.RUNNING          36QiSyh4XFF RUNNING    570001 PHYSICS ITS TPC',
      '09:05:07 env_list.RUNNING           env_list.R… runs 7, ?',
    ])
  })

  it('is as wide as the topics to come, and may show the day', () => {
    const lines = plain({ withDate: true, topics: ['a.b', 'aliecs.x'] })
    expect(lines.line({ ...LIST, topic: 'a.b', content: { kind: 'null' } })).toBe(
      '2026-11-23 09:05:07.012  a.b       env_list.RUNNING  NULL: no value',
    )
  })

  it('marks what cannot be decoded, and shows its first bytes', () => {
    const error = new AliecsError('KFK_DECODE', 'not the message of this topic')
    const line = (bytes: number): string =>
      plain().line({ ...RUNNING, content: { kind: 'undecodable', value: new Uint8Array(bytes), error } })
    expect(line(3)).toMatch(/UNDECODABLE 3 bytes: 000000 \(not the message of this topic\)$/)
    expect(line(100)).toMatch(/UNDECODABLE 100 bytes: (00){48}… \(/)
  })

  it('shows control characters instead of obeying them', () => {
    const line = plain().line({ ...RUNNING, key: '\u001b[31m', topic: 'a\nb' })
    expect(line).toContain('\\x1b[31m')
    expect(line).toContain('a\\x0ab')
    expect(line).not.toContain('\u001b')
  })

  it('has a dash for no key and no time', () => {
    expect(plain().line({ ...EMPTY_LIST, key: null, timestampMs: 0 })).toMatch(
      /^- {13}aliecs\.\S+ +- +no run$/,
    )
  })

  it('gives each environment a colour of its own, on a terminal', () => {
    const lines = plain({ colors: picocolors.createColors(true) })
    const colorOf = (key: string): string | undefined =>
      lines.line({ ...RUNNING, key }).match(new RegExp(`\u001b\\[(\\d+)m${key}`))?.[1]
    expect(colorOf('first')).not.toBe(colorOf('second'))
    expect(colorOf('first')).toBe(colorOf('first'))
  })
})
