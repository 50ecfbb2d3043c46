import events from '#generated/protos/events_pb.js'
import type { EnvironmentEvent } from '../core/observer.js'
import type { CoreEvent } from './core-event.js'
import { TOPIC_ROLE } from './topics.js'

type RoleHappening = Extract<EnvironmentEvent, { type: 'role' }>

/** Source: AliceO2Group/Control, core/workflow/aggregatorrole.go, callrole.go, taskrole.go. */
export function roleEvent(event: RoleHappening): CoreEvent {
  const { role, roleStatus, roleState, environmentId, timestampMs } = event
  const payload = new events.Ev_RoleEvent()
  payload.setName(role.name)
  payload.setStatus(roleStatus ?? '')
  payload.setState(roleState ?? '')
  payload.setRolepath(role.path)
  payload.setEnvironmentid(environmentId)
  const message = new events.Event()
  message.setRoleevent(payload)
  return { topic: TOPIC_ROLE, key: environmentId, environmentId, timestampMs, message }
}
