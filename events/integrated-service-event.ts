import events from '#generated/protos/events_pb.js'
import type { CoreEvent, OpStatus } from './core-event.js'
import { type IntegratedService, integratedServiceTopic } from './topics.js'
import { truncated } from './truncate.js'

/** What the core did with a service, as a plugin tells it. */
export interface IntegratedServiceMoment {
  /** Empty for what is no environment's: it has no key then. */
  environmentId: string
  /** The path of the call role, or a name such as `odc.partitionStateChanged`. */
  name: string
  /** `dcs.StartOfRun()`; empty for what is no operation. */
  operationName: string
  operationStatus: OpStatus
  operationStep: string
  operationStepStatus: OpStatus
  /** JSON. */
  payload: string
  /** Empty where all went well. */
  error: string
}

/** @param timestampMs ms since the Unix epoch */
export function integratedServiceEvent(
  service: IntegratedService,
  moment: IntegratedServiceMoment,
  timestampMs: number,
): CoreEvent {
  const payload = new events.Ev_IntegratedServiceEvent()
  payload.setName(moment.name)
  payload.setError(truncated(moment.error))
  payload.setOperationname(moment.operationName)
  payload.setOperationstatus(moment.operationStatus)
  payload.setOperationstep(moment.operationStep)
  payload.setOperationstepstatus(moment.operationStepStatus)
  payload.setEnvironmentid(moment.environmentId)
  payload.setPayload(moment.payload.toWellFormed()) // JSON that is cut is none
  const message = new events.Event()
  message.setIntegratedserviceevent(payload)
  const { environmentId } = moment
  const key = environmentId === '' ? null : environmentId
  return { topic: integratedServiceTopic(service), key, environmentId, timestampMs, message }
}
