import kafka from '#generated/kafka_pb.js'

/**
 * The legacy messages in protobuf's JSON mapping: 64-bit integers as text, defaults left out, but for the list of runs.
 * Source of the schema: proto/kafka.proto.
 */

export interface EnvInfoJson {
  environmentId?: string
  /** Present only if it is on the wire, 0 included. */
  runNumber?: number
  /** Present only if it is on the wire, empty included. */
  runType?: string
  state?: string
  detectors?: string[]
  /** ms since the Unix epoch */
  enterStateTimestamp?: string
}

export interface NewStateNotificationJson {
  envInfo?: EnvInfoJson
  /** ms since the Unix epoch */
  timestamp?: string
}

export interface ActiveRunsListJson {
  /** Also when it is empty: a list without runs says something. */
  activeRuns: EnvInfoJson[]
  /** ms since the Unix epoch */
  timestamp?: string
}

/** @throws Error when the bytes are no protobuf message */
export function decodeNewStateNotification(value: Uint8Array): NewStateNotificationJson {
  const message = kafka.NewStateNotification.deserializeBinary(value)
  const envInfo = message.getEnvinfo()
  const timestamp = message.getTimestamp()
  return {
    ...(envInfo === undefined ? {} : { envInfo: envInfoJson(envInfo) }),
    ...(timestamp === '0' ? {} : { timestamp }),
  }
}

/** @throws Error when the bytes are no protobuf message */
export function decodeActiveRunsList(value: Uint8Array): ActiveRunsListJson {
  const message = kafka.ActiveRunsList.deserializeBinary(value)
  const activeRuns = message.getActiverunsList().map(envInfoJson)
  const timestamp = message.getTimestamp()
  return {
    activeRuns,
    ...(timestamp === '0' ? {} : { timestamp }),
  }
}

function envInfoJson(message: InstanceType<typeof kafka.EnvInfo>): EnvInfoJson {
  const environmentId = message.getEnvironmentid()
  const state = message.getState()
  const detectors = message.getDetectorsList()
  const enterStateTimestamp = message.getEnterstatetimestamp()
  return {
    ...(environmentId === '' ? {} : { environmentId }),
    ...(message.hasRunnumber() ? { runNumber: message.getRunnumber() } : {}),
    ...(message.hasRuntype() ? { runType: message.getRuntype() } : {}),
    ...(state === '' ? {} : { state }),
    ...(detectors.length === 0 ? {} : { detectors }),
    ...(enterStateTimestamp === '0' ? {} : { enterStateTimestamp }),
  }
}
