/** The run numbers that records of the legacy plugin have, by topic and environment. */
import type { ReceivedRecord } from '../../broker/index.js'
import { decodeLegacy } from './legacy-records.js'

const LIST = 'aliecs.env_list.RUNNING'
export const SOR = 'aliecs.env_state.RUNNING'
export const EOR = 'aliecs.env_leave_state.RUNNING'

/** The runs of each environment in the order in which lists have them. */
export function listedRuns(records: readonly ReceivedRecord[]): Map<string, number[]> {
  const listed = new Map<string, number[]>()
  for (const { topic, value } of records) {
    const message = topic === LIST ? decodeLegacy({ topic, value: value ?? new Uint8Array() }) : undefined
    if (message?.kind !== 'list') continue
    for (const { environmentId, runNumber } of message.runs) {
      const runs = listed.get(environmentId) ?? []
      if (runs.at(-1) !== runNumber) listed.set(environmentId, [...runs, runNumber])
    }
  }
  return listed
}

/** The run numbers of one environment on one topic. */
export function runsOn(topic: string, id: string, records: readonly ReceivedRecord[]): number[] {
  return records.flatMap((record) => {
    if (record.topic !== topic || record.key !== id) return []
    const message = decodeLegacy({ topic, value: record.value ?? new Uint8Array() })
    return message === undefined || message.kind === 'list' ? [] : [message.info.runNumber]
  })
}
