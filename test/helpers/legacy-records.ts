import kafka from '#generated/kafka_pb.js'
import type { PublishRecord } from '../../plugin/host.js'

export interface EnvInfo {
  environmentId: string
  /** Everything that is compared, once ids, run numbers and times have names. */
  fields: { state: string; runType: string; detectors: readonly string[] }
  runNumber: number
  enterStateTimestamp: string
}

/** A message of the legacy plugin: N (a state entered), L (left), B (START is about to be), or a list. */
export type LegacyMessage =
  | { kind: 'N' | 'L' | 'B'; topic: string; timestamp: bigint; info: EnvInfo }
  | { kind: 'list'; topic: string; timestamp: bigint; runs: EnvInfo[] }

const LIST = 'aliecs.env_list.RUNNING'

/** Undefined for the topics of the core's own events. */
export function decodeLegacy({
  topic,
  value,
}: Pick<PublishRecord, 'topic' | 'value'>): LegacyMessage | undefined {
  if (topic === LIST) {
    const list = kafka.ActiveRunsList.deserializeBinary(value)
    const runs = list.getActiverunsList().map(envInfo)
    return { kind: 'list', topic, timestamp: BigInt(list.getTimestamp()), runs }
  }
  const kind = kindOf(topic)
  if (kind === undefined) return undefined
  const message = kafka.NewStateNotification.deserializeBinary(value)
  const info = message.getEnvinfo()
  if (info === undefined) throw new Error(`${topic}: no envInfo`)
  return { kind, topic, timestamp: BigInt(message.getTimestamp()), info: envInfo(info) }
}

function kindOf(topic: string): 'N' | 'L' | 'B' | undefined {
  if (topic.startsWith('aliecs.env_state.')) return 'N'
  if (topic.startsWith('aliecs.env_leave_state.')) return 'L'
  return topic === 'aliecs.before_start_activity' ? 'B' : undefined
}

function envInfo(info: InstanceType<typeof kafka.EnvInfo>): EnvInfo {
  return {
    environmentId: info.getEnvironmentid(),
    fields: {
      state: info.getState(),
      runType: info.hasRuntype() ? info.getRuntype() : '-',
      detectors: info.getDetectorsList(),
    },
    runNumber: info.hasRunnumber() ? info.getRunnumber() : 0,
    enterStateTimestamp: info.getEnterstatetimestamp(),
  }
}

/** In the order of their own timestamps; equal ones stay as they are. */
export function byTimestamp(messages: readonly LegacyMessage[]): LegacyMessage[] {
  return messages.toSorted((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0))
}

/** Rank of an environment in a list; the lowest leads: ITS among several detectors, then the most detectors. */
export function rankOf({ fields: { detectors } }: EnvInfo): number {
  return (detectors.length > 1 && detectors.includes('ITS') ? 0 : 1000) - detectors.length
}

/**
 * Order of the environments in each list of several, without repetition. Lists with two environments of one rank are
 * left out: the Go plugin has no order for them.
 */
export function rankedLists(messages: readonly LegacyMessage[]): string[] {
  const ids = environmentIds(messages)
  const texts = messages.flatMap((message) => {
    if (message.kind !== 'list' || message.runs.length < 2) return []
    if (new Set(message.runs.map(rankOf)).size < message.runs.length) return []
    const names = message.runs.map(
      ({ environmentId, fields }) =>
        `E${ids.indexOf(environmentId) + 1} ${fields.detectors.toSorted().join()}`,
    )
    return [names.join('; ')]
  })
  return [...new Set(texts)]
}

/** The environments, in the order in which they are first heard of. */
export function environmentIds(messages: readonly LegacyMessage[]): string[] {
  return [
    ...new Set(messages.flatMap((message) => (message.kind === 'list' ? [] : [message.info.environmentId]))),
  ]
}

/**
 * A text per message in which ids, run numbers and entry times are numbered as they first appear: equal texts mean
 * equal messages, and equal relations between the times of different messages. Detectors are sorted: the inventory of
 * the recorded core gave them in any order.
 */
export function normalise(messages: readonly LegacyMessage[]): string[] {
  const [environment, run, time] = [numbering('E'), numbering('R'), numbering('t')]
  const describe = ({ environmentId, fields, runNumber, enterStateTimestamp }: EnvInfo): string => {
    const { state, runType, detectors } = fields
    const runName = runNumber === 0 ? '-' : run(String(runNumber))
    return [
      environment(environmentId),
      state,
      runName,
      runType,
      time(enterStateTimestamp),
      detectors.toSorted().join(),
    ].join(' ')
  }
  return messages.map((message) => {
    if (message.kind === 'list') return `${message.topic} [${message.runs.map(describe).join('; ')}]`
    return `${message.topic} ${describe(message.info)}`
  })
}

function numbering(prefix: string): (value: string) => string {
  const names = new Map<string, string>()
  return (value) => {
    const name = names.get(value) ?? `${prefix}${names.size + 1}`
    names.set(value, name)
    return name
  }
}
