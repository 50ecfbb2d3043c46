import events from '#generated/protos/events_pb.js'
import type { EnvironmentEvent } from '../core/observer.js'
import { type CoreEvent, OpStatus } from './core-event.js'
import { TOPIC_RUN } from './topics.js'
import { truncated } from './truncate.js'
import { userMessage } from './user.js'

type RunHappening = Extract<EnvironmentEvent, { type: 'run' }>

/** Source: AliceO2Group/Control, core/environment/environment.go, before_event and after_event; manager.go, teardown. */
export function runEvent(event: RunHappening): CoreEvent {
  const { environmentId, state, runNumber, transition, requestUser, error, timestampMs } = event
  const payload = new events.Ev_RunEvent()
  payload.setEnvironmentid(environmentId)
  payload.setRunnumber(runNumber ?? 0)
  payload.setState(state)
  payload.setError(truncated(error ?? ''))
  payload.setTransition(transition)
  payload.setTransitionstatus(statusOf(event))
  // A run that a teardown ends has no user, as in the original.
  if (requestUser !== null && transition !== 'TEARDOWN') payload.setLastrequestuser(userMessage(requestUser))
  const message = new events.Event()
  message.setRunevent(payload)
  return { topic: TOPIC_RUN, key: environmentId, environmentId, timestampMs, message }
}

/** Of a teardown both moments are STARTED, as in the original: QualityControl takes either for the end of the run. */
function statusOf({ transition, moment, error }: RunHappening): OpStatus {
  if (moment === 'started' || transition === 'TEARDOWN') return OpStatus.STARTED
  return error === null ? OpStatus.DONE_OK : OpStatus.DONE_ERROR
}
