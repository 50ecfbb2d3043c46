import { AliecsError } from '../errors.js'
import { partitionOfKey } from './key-partition.js'

/** State of one topic. */
export interface TopicState {
  /** Records without a delivery report. */
  unacknowledged: number
  /** Time of the last acknowledgement, by performance.now(). */
  acknowledgedMs: number
  /** Reasons of the refusals since the last acknowledgement, by partition. */
  refusals: Map<number, string>
  /** Time of the first refusal since the last acknowledgement, ms since the Unix epoch; null without one. */
  refusedSinceMs: number | null
  /** Time of the last refusal by a broker, by performance.now(). */
  refusedMs: number
  /** 0 until the metadata has it. */
  partitionCount: number
  /** Partitions without a leader, as the latest metadata has it. */
  leaderless: readonly number[]
  /** Checks of the metadata in a row that found partitions without a leader. */
  leaderlessChecks: number
  /** Why the topic does not exist. */
  missing: string | null
  /** Why the broker rejected the last record for good. */
  rejection: string | null
  /** Begin of the trouble, ms since the Unix epoch; null while there is none. */
  sinceMs: number | null
  /** Records that waited for the end of the trouble, and have no delivery report yet. */
  recovery: { backlog: number; delivered: number; seconds: string } | null
}

export const newTopicState = (): TopicState => ({
  unacknowledged: 0,
  acknowledgedMs: Number.NEGATIVE_INFINITY,
  refusals: new Map(),
  refusedSinceMs: null,
  refusedMs: Number.NEGATIVE_INFINITY,
  partitionCount: 0,
  leaderless: [],
  leaderlessChecks: 0,
  missing: null,
  rejection: null,
  sinceMs: null,
  recovery: null,
})

/** Reasons of the trouble, with the partitions that they are about. */
export function reasonOf({ missing, rejection, refusals, leaderless }: TopicState): string {
  const byReason = new Map<string, number[]>()
  for (const [partition, reason] of refusals)
    byReason.set(reason, [...(byReason.get(reason) ?? []), partition])
  const reasons = [
    ...(missing === null ? [] : [missing]),
    ...[...byReason].map(
      ([reason, partitions]) => `the broker refuses records of ${named(partitions)}: ${reason}`,
    ),
    ...(leaderless.length === 0 ? [] : [`${named(leaderless)} without a leader`]),
    ...(rejection === null ? [] : [rejection]),
  ]
  return reasons.length > 0 ? reasons.join('; ') : 'brokers answer, but do not acknowledge its records'
}

/** Whether a record of this key would wait too: it goes to a partition that is in trouble, or none is known. */
export function isBlocked(state: TopicState, key: string | null): boolean {
  const partitions = new Set([...state.refusals.keys(), ...state.leaderless])
  if (partitions.size === 0 || state.partitionCount === 0) return true
  const partition = partitionOfKey(key, state.partitionCount)
  return partition === null ? partitions.size >= state.partitionCount : partitions.has(partition)
}

export function stuckError(topic: string, state: TopicState): AliecsError {
  const since = new Date(state.sinceMs ?? Date.now()).toISOString()
  return new AliecsError(
    'KFK_TOPIC_STUCK',
    `topic ${topic} is stuck since ${since}: ${reasonOf(state)}; its records wait`,
  )
}

function named(partitions: readonly number[]): string {
  const sorted = [...partitions].sort((a, b) => a - b)
  return `${sorted.length === 1 ? 'partition' : 'partitions'} ${sorted.join(', ')}`
}
