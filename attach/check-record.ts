import type { PublishRecord } from '../plugin/host.js'
import { type EnvInfoJson, findDecoder } from '../records/index.js'

/** A record of a legacy topic, as far as it is compared. Keys are not: the Go plugin sets none. */
export interface LegacyRecord {
  /** Without a prefix. */
  topic: string
  /** Null for a list. */
  environmentId: string | null
  /** Its own time stamp, which both plugins take from the moment that it tells of; ms since the Unix epoch. */
  timestampMs: number
  /** One, or the entries of a list by environment id: the Go plugin has no order among them. */
  infos: readonly EnvInfoJson[]
}

const LEGACY = /^aliecs\.((env_state|env_leave_state|env_list)\.[^.]+|((before|after)_)?start_activity)$/

/** @param topic without a prefix */
export const isLegacyTopic = (topic: string): boolean => LEGACY.test(topic)

/** One that was read from a broker. */
export interface FoundRecord extends LegacyRecord {
  partition: number
  offset: number
}

/** @returns null where the value is not what the topic promises, or the topic is not a legacy one */
export function legacyRecord({ topic, value }: Pick<PublishRecord, 'topic' | 'value'>): LegacyRecord | null {
  try {
    const decoded = findDecoder(topic)?.(value)
    if (decoded?.type === 'kafka.NewStateNotification') {
      const { envInfo = {}, timestamp = '0' } = decoded.message
      const environmentId = envInfo.environmentId ?? ''
      return { topic, environmentId, timestampMs: Number(timestamp), infos: [envInfo] }
    }
    if (decoded?.type !== 'kafka.ActiveRunsList') return null
    const { activeRuns, timestamp = '0' } = decoded.message
    const infos = activeRuns.toSorted((a, b) => compare(a.environmentId ?? '', b.environmentId ?? ''))
    return { topic, environmentId: null, timestampMs: Number(timestamp), infos }
  } catch {
    return null
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
