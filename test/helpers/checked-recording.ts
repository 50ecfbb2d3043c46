import type { CheckOptions } from '../../attach/check.js'
import { type ExpectedRecord, ExpectedRecords, type Life } from '../../attach/check-expected.js'
import { type FoundRecord, legacyRecord } from '../../attach/check-record.js'
import type { Moment } from '../../attach/moment.js'
import { recordedMoments, recordedRecords, valueBytes } from './attached-recording.js'
import { MemoryLogger } from './memory-logger.js'

/** The legacy records that the Go core wrote in a scenario. */
export function foundRecords(scenario: string): FoundRecord[] {
  return recordedRecords(scenario).flatMap((record) => {
    const { topic, partition } = record
    const legacy = legacyRecord({ topic, value: valueBytes(record) })
    return legacy === null ? [] : [{ ...legacy, partition, offset: record.offset }]
  })
}

/** Those that the events of a scenario imply, and the environments of which too little is known. */
export function expectedRecords(
  scenario: string,
  options: { gate?: string; gateDefault?: boolean; isLost?: (moment: Moment) => boolean } = {},
): { expected: ExpectedRecord[]; partial: ReadonlyMap<string, Life> } {
  const { isLost = () => false, ...gate } = options
  const records = new ExpectedRecords({ logger: new MemoryLogger(), ...gate })
  const moments = recordedMoments(scenario).filter((moment) => !isLost(moment))
  const expected = moments.flatMap((moment) => records.accept(moment))
  expected.push(...records.end())
  return { expected, partial: records.partial }
}

/** Everything is judged; times within 15 ms. */
export function everything(options: Partial<CheckOptions> = {}): CheckOptions {
  return { toleranceMs: 15, strictLists: false, isJudged: () => true, partial: new Map(), ...options }
}
