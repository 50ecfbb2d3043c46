import events from '#generated/protos/events_pb.js'
import type { EnvironmentEvent } from '../core/observer.js'
import { type CoreEvent, OpStatus } from './core-event.js'
import { TOPIC_CALL } from './topics.js'
import { traitsMessage } from './traits.js'
import { truncated } from './truncate.js'

type CallHappening = Extract<EnvironmentEvent, { type: 'call-started' | 'call-finished' }>

/** Source: AliceO2Group/Control, core/workflow/callable/call.go, Call. */
export function callEvent(event: CallHappening): CoreEvent {
  const { role, environmentId, timestampMs } = event
  const payload = new events.Ev_CallEvent()
  payload.setFunc(truncated(role.func))
  payload.setReturn(role.returnVar ?? '')
  payload.setTraits(traitsMessage(role))
  payload.setEnvironmentid(environmentId)
  payload.setPath(role.path)
  payload.setCallstatus(statusOf(event))
  if (event.type === 'call-finished') {
    payload.setOutput(truncated(event.output))
    payload.setError(truncated(event.error ?? ''))
  }
  const message = new events.Event()
  message.setCallevent(payload)
  return { topic: TOPIC_CALL, key: environmentId, environmentId, timestampMs, message }
}

function statusOf(event: CallHappening): OpStatus {
  if (event.type === 'call-started') return OpStatus.STARTED
  return event.error === null ? OpStatus.DONE_OK : OpStatus.DONE_ERROR
}
