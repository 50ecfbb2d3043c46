import type { EnvInfoJson } from '../records/index.js'
import type { LegacyRecord } from './check-record.js'

/** A field that is not as it should be; times in ms since the Unix epoch, `unset` where it is not there. */
export interface Difference {
  field: string
  expected: string
  found: string
}

const FIELDS = ['state', 'runNumber', 'runType', 'detectors'] as const
const UNSET = 'unset'

/** Every field in which they differ, times by more than the tolerance. */
export function differencesOf(
  expected: LegacyRecord,
  found: LegacyRecord,
  toleranceMs: number,
  timestampToleranceMs = toleranceMs,
): Difference[] {
  const isSoon = Math.abs(expected.timestampMs - found.timestampMs) <= timestampToleranceMs
  const times = isSoon ? [] : [difference('timestamp', expected.timestampMs, found.timestampMs)]
  return [...times, ...contentDifferences(expected, found, toleranceMs)]
}

/** The same without the record's own time stamp. */
export function contentDifferences(
  expected: LegacyRecord,
  found: LegacyRecord,
  toleranceMs: number,
): Difference[] {
  const [wanted, there] = [idsOf(expected), idsOf(found)]
  if (wanted !== there)
    return [difference(expected.environmentId === null ? 'runs' : 'environment', wanted, there)]
  return expected.infos.flatMap((info, index) => {
    const differences = infoDifferences(info, found.infos[index] ?? {}, toleranceMs)
    if (expected.environmentId !== null) return differences
    return differences.map((each) => ({ ...each, field: `${info.environmentId ?? '?'}.${each.field}` }))
  })
}

function infoDifferences(expected: EnvInfoJson, found: EnvInfoJson, toleranceMs: number): Difference[] {
  const differences = FIELDS.filter((field) => text(expected[field]) !== text(found[field])).map((field) =>
    difference(field, expected[field], found[field]),
  )
  const [wanted, there] = [expected.enterStateTimestamp, found.enterStateTimestamp]
  const isSoon = Math.abs(Number(wanted ?? 0) - Number(there ?? 0)) <= toleranceMs
  return isSoon ? differences : [...differences, difference('enterStateTimestamp', wanted, there)]
}

/** Twice the same environment in a list is a difference too. */
const idsOf = ({ infos }: LegacyRecord): string =>
  infos.map(({ environmentId = '' }) => environmentId).join(' ')

type Value = string | number | readonly string[] | undefined

const difference = (field: string, expected: Value, found: Value): Difference => ({
  field,
  expected: text(expected),
  found: text(found),
})

function text(value: Value): string {
  if (value === undefined) return UNSET
  if (typeof value === 'object') return value.join(' ')
  return value === '' ? 'none' : String(value)
}
