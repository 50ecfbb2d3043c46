import type common from '#generated/protos/common_pb.js'
import type events from '#generated/protos/events_pb.js'

/**
 * `events.Event` in protobuf's JSON mapping: 64-bit integers as text, enums as names, defaults left out. Source of the
 * schema: proto/protos/events.proto and common.proto, which say what the fields mean.
 */

/** A name, or the number that has none. */
export type EnumJson<Values> = (keyof Values & string) | number
export type OpStatusJson = EnumJson<events.OpStatusMap>

/** At most one of the payloads is there. */
export interface EventJson {
  /** ms since the Unix epoch */
  timestamp?: string
  /** ns since the Unix epoch */
  timestampNano?: string
  environmentEvent?: EnvironmentEventJson
  taskEvent?: TaskEventJson
  roleEvent?: RoleEventJson
  callEvent?: CallEventJson
  integratedServiceEvent?: IntegratedServiceEventJson
  runEvent?: RunEventJson
  frameworkEvent?: { frameworkId?: string; message?: string }
  mesosHeartbeatEvent?: object
  coreStartEvent?: { frameworkId?: string }
  beamModeEvent?: { timestamp?: string; beamInfo?: BeamInfoJson }
}

export interface EnvironmentEventJson {
  environmentId?: string
  state?: string
  runNumber?: number
  error?: string
  message?: string
  transition?: string
  transitionStep?: string
  transitionStatus?: OpStatusJson
  vars?: Record<string, string>
  lastRequestUser?: UserJson
  workflowTemplateInfo?: { name?: string; description?: string; path?: string; public?: boolean }
}

export interface UserJson {
  /** Present only if it is on the wire, 0 included. */
  externalId?: number
  /** Present only if it is on the wire, 0 included. */
  id?: number
  name?: string
}

export interface TraitsJson {
  trigger?: string
  await?: string
  /** A Go duration. */
  timeout?: string
  critical?: boolean
}

export interface TaskEventJson {
  name?: string
  taskid?: string
  state?: string
  status?: string
  hostname?: string
  className?: string
  traits?: TraitsJson
  environmentId?: string
  path?: string
}

export interface RoleEventJson {
  name?: string
  status?: string
  state?: string
  rolePath?: string
  environmentId?: string
}

export interface CallEventJson {
  func?: string
  callStatus?: OpStatusJson
  return?: string
  traits?: TraitsJson
  output?: string
  error?: string
  environmentId?: string
  path?: string
}

export interface IntegratedServiceEventJson {
  name?: string
  error?: string
  operationName?: string
  operationStatus?: OpStatusJson
  operationStep?: string
  operationStepStatus?: OpStatusJson
  environmentId?: string
  /** JSON. */
  payload?: string
}

export interface RunEventJson {
  environmentId?: string
  runNumber?: number
  state?: string
  error?: string
  transition?: string
  transitionStatus?: OpStatusJson
  lastRequestUser?: UserJson
}

export interface BeamInfoJson {
  stableBeamsStart?: string
  stableBeamsEnd?: string
  fillNumber?: number
  fillingSchemeName?: string
  beamType?: string
  beamMode?: EnumJson<common.BeamModeMap>
}
