import common from '#generated/protos/common_pb.js'
import events from '#generated/protos/events_pb.js'
import type {
  BeamInfoJson,
  EnumJson,
  EnvironmentEventJson,
  EventJson,
  IntegratedServiceEventJson,
  TraitsJson,
  UserJson,
} from './event-json.js'
import { nonDefault } from './non-default.js'

type Payload = Omit<EventJson, 'timestamp' | 'timestampNano'>

/** @throws Error when the bytes are no protobuf message */
export function decodeEvent(value: Uint8Array): EventJson {
  const message = events.Event.deserializeBinary(value)
  const nano = message.getTimestampnano()
  return {
    ...int64('timestamp', message.getTimestamp()),
    ...(nano === '0' ? {} : { timestampNano: nano }),
    ...payloadOf(message),
  }
}

function payloadOf(event: events.Event): Payload {
  const environment = event.getEnvironmentevent()
  if (environment !== undefined) return { environmentEvent: environmentJson(environment) }
  const task = event.getTaskevent()
  if (task !== undefined) return { taskEvent: taskJson(task) }
  const role = event.getRoleevent()
  if (role !== undefined) return { roleEvent: roleJson(role) }
  const call = event.getCallevent()
  if (call !== undefined) return { callEvent: callJson(call) }
  const service = event.getIntegratedserviceevent()
  if (service !== undefined) return { integratedServiceEvent: serviceJson(service) }
  const run = event.getRunevent()
  if (run !== undefined) return { runEvent: runJson(run) }
  return metaPayloadOf(event)
}

function metaPayloadOf(event: events.Event): Payload {
  const framework = event.getFrameworkevent()
  if (framework !== undefined) {
    const fields = { frameworkId: framework.getFrameworkid(), message: framework.getMessage() }
    return { frameworkEvent: nonDefault(fields) }
  }
  if (event.hasMesosheartbeatevent()) return { mesosHeartbeatEvent: {} }
  const start = event.getCorestartevent()
  if (start !== undefined) return { coreStartEvent: nonDefault({ frameworkId: start.getFrameworkid() }) }
  const beam = event.getBeammodeevent()
  if (beam === undefined) return {}
  const info = beam.getBeaminfo()
  return {
    beamModeEvent: {
      ...int64('timestamp', beam.getTimestamp()),
      ...(info === undefined ? {} : { beamInfo: beamJson(info) }),
    },
  }
}

function environmentJson(message: events.Ev_EnvironmentEvent): EnvironmentEventJson {
  const vars: [string, string][] = []
  message.getVarsMap().forEach((value, name) => {
    vars.push([name, value])
  })
  const template = message.getWorkflowtemplateinfo()
  return {
    ...nonDefault({
      environmentId: message.getEnvironmentid(),
      state: message.getState(),
      runNumber: message.getRunnumber(),
      error: message.getError(),
      message: message.getMessage(),
      transition: message.getTransition(),
      transitionStep: message.getTransitionstep(),
    }),
    ...statusJson('transitionStatus', message.getTransitionstatus()),
    ...(vars.length === 0 ? {} : { vars: Object.fromEntries(vars) }),
    ...userJson(message.getLastrequestuser()),
    ...(template === undefined ? {} : { workflowTemplateInfo: templateJson(template) }),
  }
}

function templateJson(message: common.WorkflowTemplateInfo) {
  return nonDefault({
    name: message.getName(),
    description: message.getDescription(),
    path: message.getPath(),
    public: message.getPublic(),
  })
}

function userJson(message: common.User | undefined): { lastRequestUser?: UserJson } {
  if (message === undefined) return {}
  return {
    lastRequestUser: {
      ...(message.hasExternalid() ? { externalId: message.getExternalid() } : {}),
      ...(message.hasId() ? { id: message.getId() } : {}),
      ...nonDefault({ name: message.getName() }),
    },
  }
}

function taskJson(message: events.Ev_TaskEvent) {
  return {
    ...nonDefault({
      name: message.getName(),
      taskid: message.getTaskid(),
      state: message.getState(),
      status: message.getStatus(),
      hostname: message.getHostname(),
      className: message.getClassname(),
      environmentId: message.getEnvironmentid(),
      path: message.getPath(),
    }),
    ...traitsJson(message.getTraits()),
  }
}

function roleJson(message: events.Ev_RoleEvent) {
  return nonDefault({
    name: message.getName(),
    status: message.getStatus(),
    state: message.getState(),
    rolePath: message.getRolepath(),
    environmentId: message.getEnvironmentid(),
  })
}

function callJson(message: events.Ev_CallEvent) {
  return {
    ...nonDefault({
      func: message.getFunc(),
      return: message.getReturn(),
      output: message.getOutput(),
      error: message.getError(),
      environmentId: message.getEnvironmentid(),
      path: message.getPath(),
    }),
    ...statusJson('callStatus', message.getCallstatus()),
    ...traitsJson(message.getTraits()),
  }
}

function traitsJson(message: events.Traits | undefined): { traits?: TraitsJson } {
  if (message === undefined) return {}
  return {
    traits: nonDefault({
      trigger: message.getTrigger(),
      await: message.getAwait(),
      timeout: message.getTimeout(),
      critical: message.getCritical(),
    }),
  }
}

function serviceJson(message: events.Ev_IntegratedServiceEvent): IntegratedServiceEventJson {
  return {
    ...nonDefault({
      name: message.getName(),
      error: message.getError(),
      operationName: message.getOperationname(),
      operationStep: message.getOperationstep(),
      environmentId: message.getEnvironmentid(),
      payload: message.getPayload(),
    }),
    ...statusJson('operationStatus', message.getOperationstatus()),
    ...statusJson('operationStepStatus', message.getOperationstepstatus()),
  }
}

function runJson(message: events.Ev_RunEvent) {
  return {
    ...nonDefault({
      environmentId: message.getEnvironmentid(),
      runNumber: message.getRunnumber(),
      state: message.getState(),
      error: message.getError(),
      transition: message.getTransition(),
    }),
    ...statusJson('transitionStatus', message.getTransitionstatus()),
    ...userJson(message.getLastrequestuser()),
  }
}

function beamJson(message: common.BeamInfo): BeamInfoJson {
  const mode = message.getBeammode()
  return {
    ...int64('stableBeamsStart', message.getStablebeamsstart()),
    ...int64('stableBeamsEnd', message.getStablebeamsend()),
    ...nonDefault({
      fillNumber: message.getFillnumber(),
      fillingSchemeName: message.getFillingschemename(),
      beamType: message.getBeamtype(),
    }),
    ...(mode === 0 ? {} : { beamMode: enumName(common.BeamMode, mode) }),
  }
}

/** Moments in ms: far below what a number holds exactly. */
function int64<Name extends string>(name: Name, value: number): { [key in Name]?: string } {
  return value === 0 ? {} : ({ [name]: String(value) } as { [key in Name]: string })
}

function statusJson<Name extends string>(
  name: Name,
  value: number,
): { [key in Name]?: EnumJson<events.OpStatusMap> } {
  if (value === 0) return {}
  return { [name]: enumName(events.OpStatus, value) } as { [key in Name]: EnumJson<events.OpStatusMap> }
}

/** The number itself where the schema has no name for it. */
function enumName<Values extends object>(values: Values, value: number): EnumJson<Values> {
  const names = Object.keys(values) as (keyof Values & string)[]
  return names.find((name) => values[name] === value) ?? value
}
