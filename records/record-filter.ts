import type { DecodedRecord } from './decode.js'
import type { EventJson } from './event-json.js'

/** What records are about; both, where both are given. */
export interface RecordFilter {
  environmentId?: string
  runNumber?: number
}

/** What a record, or an entry of a list, is about. */
export interface Subject {
  environmentId?: string
  runNumber?: number
}

/** A list of runs is about every run in it. A record that names no environment is about the one that is its key. */
export function isAbout(record: DecodedRecord, { environmentId, runNumber }: RecordFilter): boolean {
  if (environmentId === undefined && runNumber === undefined) return true
  return subjectsOf(record).some((subject) => {
    const id = subject.environmentId ?? record.key
    const isItsRun = runNumber === undefined || subject.runNumber === runNumber
    return isItsRun && (environmentId === undefined || id === environmentId)
  })
}

/** One, or as many as a list of runs has. */
export function subjectsOf({ content }: DecodedRecord): readonly Subject[] {
  if (content.kind !== 'message') return [{}]
  switch (content.type) {
    case 'kafka.ActiveRunsList':
      return content.message.activeRuns
    case 'kafka.NewStateNotification':
      return [content.message.envInfo ?? {}]
    case 'events.Event':
      return [subjectOf(content.message)]
  }
}

function subjectOf(event: EventJson): Subject {
  const { environmentEvent, runEvent, callEvent, roleEvent, taskEvent, integratedServiceEvent } = event
  return environmentEvent ?? runEvent ?? callEvent ?? roleEvent ?? taskEvent ?? integratedServiceEvent ?? {}
}
