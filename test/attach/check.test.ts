import { describe, expect, it } from 'vitest'
import { type CheckOptions, checkRecords, type Finding } from '../../attach/check.js'
import type { FoundRecord } from '../../attach/check-record.js'
import { recordedScenarios } from '../helpers/attached-recording.js'
import { everything, expectedRecords, foundRecords } from '../helpers/checked-recording.js'

/** What the check finds in recordings of a core with the Go plugin, and why. */
const KNOWN: Record<string, string[]> = {
  // The Go plugin lost it while the broker was down.
  broker_down: ['missing aliecs.env_leave_state.CONFIGURED'],
  // enter_RUNNING+10 is no topic for the Go plugin, and no run in its list.
  weighted_trigger: ['different aliecs.env_list.RUNNING', 'missing aliecs.env_state.RUNNING'],
}
const names = recordedScenarios().filter((name) => name !== 'plugin_absent')

const implied = new Map<string, ReturnType<typeof expectedRecords>>()

function check(
  scenario: string,
  found: readonly FoundRecord[] = foundRecords(scenario),
  options: Partial<CheckOptions> = {},
) {
  const { expected, partial } = implied.get(scenario) ?? expectedRecords(scenario)
  implied.set(scenario, { expected, partial })
  return checkRecords(expected, found, everything({ partial, ...options }))
}

const brief = ({ kind, topic }: Finding): string => `${kind} ${topic}`

describe('recordings of the Go core and its plugin', () => {
  it.each(names)('%s: as its events say', (name) => {
    const { findings, equal, lateLists, unjudged } = check(name)
    expect(findings.map(brief).toSorted()).toEqual(KNOWN[name] ?? [])
    const found = foundRecords(name).length
    expect(equal + lateLists + unjudged + findings.filter((each) => each.kind !== 'missing').length).toBe(
      found,
    )
  })

  it('a core whose plugin is off: everything is missing', () => {
    const { findings, equal } = check('plugin_absent')
    expect(equal).toBe(0)
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['missing']))
    expect(findings.length).toBe(expectedRecords('plugin_absent').expected.length)
  })
})

describe('one record that is not as it should be', () => {
  const records = foundRecords('lifecycle')
  const places = records.map((record, index) => ({ index, topic: record.topic }))
  const changed = (index: number, change: (record: FoundRecord) => FoundRecord[]): Finding[] =>
    check('lifecycle', records.toSpliced(index, 1, ...change(records[index] as FoundRecord))).findings

  it.each(places)('removed: $index $topic', ({ index, topic }) => {
    const { environmentId, timestampMs } = records[index] as FoundRecord
    const findings = changed(index, () => [])
    expect(findings).toMatchObject([{ kind: 'missing', topic, environmentId, found: null }])
    expect(Math.abs((findings[0]?.timestampMs ?? 0) - timestampMs)).toBeLessThanOrEqual(15)
  })

  it.each(places)('doubled: $index $topic', ({ index, topic }) => {
    const findings = changed(index, (record) => [record, { ...record, offset: record.offset + 1000 }])
    const { environmentId } = records[index] as FoundRecord
    expect(findings).toMatchObject([{ kind: 'extra', topic, environmentId }])
  })

  it.each(places)('at another time: $index $topic', ({ index, topic }) => {
    for (const by of [-40, 40, 1000]) {
      const findings = changed(index, (record) => [{ ...record, timestampMs: record.timestampMs + by }])
      expect(findings).toMatchObject([{ kind: 'different', topic, differences: [{ field: 'timestamp' }] }])
    }
    const far = changed(index, (record) => [{ ...record, timestampMs: record.timestampMs + 60_000 }])
    expect(far.map(brief)).toEqual([`missing ${topic}`, `extra ${topic}`])
  })

  const fields = [
    ['state', { state: 'ELSEWHERE' }],
    ['runNumber', { runNumber: 999_999 }],
    ['runType', { runType: 'COSMICS' }],
    ['detectors', { detectors: ['TOF'] }],
    ['enterStateTimestamp', { enterStateTimestamp: '1795399800000' }],
  ] satisfies [string, Partial<FoundRecord['infos'][number]>][]

  it.each(fields)('another %s', (field, other) => {
    for (const { index, topic } of places) {
      if (records[index]?.infos.length === 0) continue
      const findings = changed(index, (record) => [
        { ...record, infos: record.infos.map((info) => ({ ...info, ...other })) },
      ])
      expect(findings).toMatchObject([{ kind: 'different', topic }])
      const [difference, ...more] = findings[0]?.differences ?? []
      expect(more).toEqual([])
      expect(difference?.field.endsWith(field)).toBe(true)
      expect(difference?.found).not.toBe(difference?.expected)
    }
  })

  it('a field that is not set', () => {
    const index = records.findIndex(({ topic }) => topic === 'aliecs.env_state.RUNNING')
    const [found] = changed(index, (record) => [
      { ...record, infos: record.infos.map(({ runNumber: _, ...info }) => info) },
    ])
    expect(found?.differences).toMatchObject([{ field: 'runNumber', found: 'unset' }])
  })

  it('a run that is not in the list, and one that should not be', () => {
    const lists = places.filter(({ topic }) => topic === 'aliecs.env_list.RUNNING')
    const full = lists.find(({ index }) => (records[index]?.infos.length ?? 0) > 0)?.index ?? -1
    const empty = lists.find(({ index }) => records[index]?.infos.length === 0)?.index ?? -1
    const { infos } = records[full] as FoundRecord
    const id = infos[0]?.environmentId ?? ''
    expect(changed(full, (record) => [{ ...record, infos: [] }])[0]?.differences).toEqual([
      { field: 'runs', expected: id, found: 'none' },
    ])
    expect(changed(empty, (record) => [{ ...record, infos }])[0]?.differences).toEqual([
      { field: 'runs', expected: 'none', found: id },
    ])
  })

  it('one that overtook another one', () => {
    const topic = 'aliecs.env_state.CONFIGURED'
    const [first, second] = records.filter((record) => record.topic === topic) as [FoundRecord, FoundRecord]
    const swapped = records.map((record) => {
      if (record === first) return { ...first, offset: second.offset }
      return record === second ? { ...second, offset: first.offset } : record
    })
    const { findings } = check('lifecycle', swapped)
    expect(findings).toMatchObject([{ kind: 'out-of-order', topic, timestampMs: expect.any(Number) }])
    expect(findings[0]?.found?.offset).toBe(second.offset)
    const otherPartition = swapped.map((record) =>
      record.offset === second.offset && record.topic === topic ? { ...record, partition: 1 } : record,
    )
    expect(check('lifecycle', otherPartition).findings).toEqual([])
  })

  it('the tolerance decides about times', () => {
    const moved = records.map((record) => ({ ...record, timestampMs: record.timestampMs + 50 }))
    expect(check('lifecycle', moved).findings).toHaveLength(records.length)
    expect(check('lifecycle', moved, { toleranceMs: 80 }).findings).toEqual([])
    expect(check('lifecycle', records, { toleranceMs: 0 }).findings.length).toBeGreaterThan(0)
  })
})

describe('lists of several environments', () => {
  it('the Go plugin takes them late: told apart, unless it is to be strict', () => {
    const lenient = check('concurrent_lists')
    expect(lenient.lateLists).toBeGreaterThan(20)
    const { findings, lateLists } = check('concurrent_lists', undefined, { strictLists: true })
    expect(lateLists).toBe(0)
    expect(findings).toHaveLength(lenient.lateLists)
    expect(new Set(findings.map(({ topic }) => topic))).toEqual(new Set(['aliecs.env_list.RUNNING']))
  })

  it('a list that was true at no moment around is a difference', () => {
    const found = foundRecords('concurrent_lists').map((record) =>
      record.environmentId !== null
        ? record
        : { ...record, infos: record.infos.map((info) => ({ ...info, runNumber: 1 })) },
    )
    const { findings } = check('concurrent_lists', found)
    const full = found.filter(({ environmentId, infos }) => environmentId === null && infos.length > 0)
    expect(findings.length).toBeGreaterThanOrEqual(full.length)
  })

  it('one environment: a list of a second later is a difference', () => {
    const records = foundRecords('lifecycle')
    const lists = records.filter(({ environmentId }) => environmentId === null)
    const full = lists.findIndex(({ infos }) => infos.length > 0)
    const before = lists[full - 1] as FoundRecord
    const early = records.with(records.indexOf(before), { ...before, infos: lists[full]?.infos ?? [] })
    expect(check('lifecycle', early).findings).toMatchObject([{ kind: 'different' }])
  })
})

describe('what is judged', () => {
  it('nothing of an environment whose variables were lost, and it is said', () => {
    const lost = expectedRecords('lifecycle', {
      isLost: (moment) => moment.kind === 'environment' && moment.phase === 'loaded',
    })
    expect([...lost.partial.keys()]).toHaveLength(1)
    const found = foundRecords('lifecycle')
    const result = checkRecords(lost.expected, found, everything({ partial: lost.partial }))
    expect(result).toEqual({ equal: 0, lateLists: 0, unjudged: found.length, findings: [] })
  })

  it('its entries in the lists of others do not count', () => {
    const { expected, partial } = expectedRecords('two_environments')
    expect(partial.size).toBe(0)
    const ids = [...new Set(expected.flatMap(({ environmentId }) => environmentId ?? []))]
    const [first = ''] = ids
    const isLost = (moment: { kind: string; environmentId?: string; phase?: string }): boolean =>
      moment.environmentId === first && moment.phase === 'loaded'
    const lost = expectedRecords('two_environments', { isLost })
    const result = checkRecords(
      lost.expected,
      foundRecords('two_environments'),
      everything({ partial: lost.partial }),
    )
    expect(result.findings).toEqual([])
    expect(result.equal).toBeGreaterThan(0)
    expect(result.unjudged).toBeGreaterThan(0)
  })

  it('only the span: a pair belongs to the time at which it is expected', () => {
    const records = foundRecords('lifecycle')
    const sinceMs = records[10]?.timestampMs ?? 0
    const isJudged = (_topic: string, timestampMs: number): boolean => timestampMs >= sinceMs
    expect(check('lifecycle', [], { isJudged }).findings.length).toBeLessThan(records.length)
    expect(check('lifecycle', records, { isJudged }).findings).toEqual([])
    expect(check('lifecycle', records.slice(8), { isJudged }).findings).toEqual([])
  })

  it('the gate: records of an environment that should send none are extra', () => {
    const { expected, partial } = expectedRecords('lifecycle', { gate: 'no_such_variable' })
    expect(expected).toEqual([])
    const { findings } = checkRecords(expected, foundRecords('lifecycle'), everything({ partial }))
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['extra']))
  })
})
