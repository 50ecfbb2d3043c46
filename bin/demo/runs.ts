import { decodeRecord, type EnvInfoJson, type RawRecord } from '../../records/index.js'
import { timestampOf } from './comparison.js'

/** A run as its consumers see it: from SOR (`aliecs.env_state.RUNNING`) to EOR (`aliecs.env_leave_state.RUNNING`). */
export interface Run {
  runNumber: number
  environmentId: string
  runType: string
  detectors: string[]
  /** ms since the Unix epoch */
  sorMs: number
  /** Null where no EOR was read. */
  eorMs: number | null
  /** What the environment entered next. */
  endState: string | null
}

export function findRuns(records: readonly RawRecord[]): Run[] {
  const seen = records.map(noticeOf).filter((notice) => notice !== null)
  seen.sort((a, b) => a.timestampMs - b.timestampMs)
  return seen.flatMap(({ topic, envInfo, timestampMs }): Run[] => {
    if (topic !== 'aliecs.env_state.RUNNING' || envInfo.runNumber === undefined) return []
    const { runNumber, environmentId = '', runType = '', detectors = [] } = envInfo
    const eor = seen.find((other) => {
      const sameRun = other.envInfo.environmentId === environmentId && other.envInfo.runNumber === runNumber
      return other.topic === 'aliecs.env_leave_state.RUNNING' && sameRun
    })
    const next = seen.find((other) => {
      const isLater = eor !== undefined && other.timestampMs >= eor.timestampMs && other.envInfo !== envInfo
      const isEntry = other.topic.startsWith('aliecs.env_state.')
      return isLater && isEntry && other.envInfo.environmentId === environmentId
    })
    return [
      {
        ...{ runNumber, environmentId, runType, detectors },
        sorMs: timestampMs,
        eorMs: eor?.timestampMs ?? null,
        endState: next?.envInfo.state ?? null,
      },
    ]
  })
}

function noticeOf(record: RawRecord): { topic: string; envInfo: EnvInfoJson; timestampMs: number } | null {
  const { content } = decodeRecord(record)
  if (content.kind !== 'message' || content.type !== 'kafka.NewStateNotification') return null
  return { topic: record.topic, envInfo: content.message.envInfo ?? {}, timestampMs: timestampOf(record) }
}
