import events from '#generated/protos/events_pb.js'
import type { IntegratedServiceEvent } from '../plugin/host.js'
import { type CoreEvent, OpStatus } from './core-event.js'
import { type IntegratedService, integratedServiceTopic } from './topics.js'
import { truncated } from './truncate.js'

/**
 * What the core did with a service, as its plugin tells it.
 *
 * @param nowMs for an event without a time of its own
 */
export function integratedServiceEvent(
  service: IntegratedService,
  event: IntegratedServiceEvent,
  nowMs: number,
): CoreEvent {
  const payload = new events.Ev_IntegratedServiceEvent()
  payload.setName(event.name)
  payload.setError(truncated(event.error ?? ''))
  payload.setOperationname(event.operationName)
  payload.setOperationstatus(OpStatus[event.operationStatus])
  payload.setOperationstep(event.operationStep)
  payload.setOperationstepstatus(OpStatus[event.operationStepStatus])
  payload.setEnvironmentid(event.environmentId)
  payload.setPayload(event.payload.toWellFormed()) // JSON that is cut is none
  const message = new events.Event()
  message.setIntegratedserviceevent(payload)
  const { environmentId } = event
  const key = environmentId === '' ? null : environmentId
  return {
    topic: integratedServiceTopic(service),
    key,
    environmentId,
    timestampMs: event.timestampMs ?? nowMs,
    message,
  }
}
