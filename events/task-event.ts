import events from '#generated/protos/events_pb.js'
import type { EnvironmentEvent } from '../core/observer.js'
import type { CoreEvent } from './core-event.js'
import { TOPIC_TASK } from './topics.js'
import { traitsMessage } from './traits.js'

type TaskHappening = Extract<EnvironmentEvent, { type: 'task' }>

/** Null for tasks that are released, of which the original says nothing. Source: core/task/task.go, SendEvent. */
export function taskEvent({ task, timestampMs }: TaskHappening): CoreEvent | null {
  const { id, role, state, status, environmentId } = task
  const { critical, hook } = role
  if (state === 'DONE' && hook === undefined) return null
  const payload = new events.Ev_TaskEvent()
  payload.setName(`${role.taskClass}#${id}`)
  payload.setTaskid(id)
  payload.setState(state === 'STANDBY' && status === 'INACTIVE' ? 'LAUNCHED' : state)
  payload.setStatus(status)
  payload.setHostname(role.hostname)
  payload.setClassname(role.taskClass)
  payload.setTraits(traitsMessage({ ...(hook ?? { trigger: '', await: '', timeout: '0s' }), critical }))
  payload.setEnvironmentid(environmentId)
  payload.setPath(role.path)
  const message = new events.Event()
  message.setTaskevent(payload)
  return { topic: TOPIC_TASK, key: id, environmentId, timestampMs, message }
}
