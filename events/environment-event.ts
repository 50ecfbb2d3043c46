import { basename } from 'node:path'
import common from '#generated/protos/common_pb.js'
import events from '#generated/protos/events_pb.js'
import type { EnvironmentEvent } from '../core/observer.js'
import type { CoreEvent } from './core-event.js'
import { type Moment, momentOf } from './environment-moment.js'
import { TOPIC_ENVIRONMENT } from './topics.js'
import { truncated } from './truncate.js'
import { userMessage } from './user.js'

/** Null for what the original says nothing of on this topic. Source: AliceO2Group/Control, core/environment. */
export function environmentEvent(event: EnvironmentEvent): CoreEvent | null {
  const moment = momentOf(event)
  if (moment === null) return null
  const { environmentId, timestampMs, requestUser } = event
  const payload = new events.Ev_EnvironmentEvent()
  payload.setEnvironmentid(environmentId)
  payload.setState(moment.state ?? event.state)
  payload.setRunnumber(moment.hasRunNumber ? (event.runNumber ?? 0) : 0)
  payload.setError('error' in event ? truncated(event.error ?? '') : '')
  payload.setMessage(moment.message)
  payload.setTransition(moment.transition)
  payload.setTransitionstep(moment.step)
  payload.setTransitionstatus(moment.status)
  if (event.type === 'creation') setVars(payload, event.vars ?? {})
  if (moment.hasUser && requestUser !== null) payload.setLastrequestuser(userMessage(requestUser))
  if (moment.template !== 'absent') payload.setWorkflowtemplateinfo(templateMessage(event, moment))
  const message = new events.Event()
  message.setEnvironmentevent(payload)
  return { topic: TOPIC_ENVIRONMENT, key: environmentId, environmentId, timestampMs, message }
}

function setVars(payload: events.Ev_EnvironmentEvent, vars: Readonly<Record<string, string>>): void {
  const map = payload.getVarsMap()
  for (const [name, value] of Object.entries(vars)) map.set(truncated(name), truncated(value))
}

function templateMessage(event: EnvironmentEvent, moment: Moment): common.WorkflowTemplateInfo {
  const message = new common.WorkflowTemplateInfo()
  if (moment.template === 'empty') return message
  const { workflow } = event
  if (workflow !== null) {
    message.setName(workflow.name)
    message.setDescription(truncated(workflow.description))
    message.setPath(workflow.path)
    message.setPublic(workflow.public)
  } else if (event.type === 'creation') {
    message.setName(basename(event.template, '.yaml'))
    message.setPath(event.template)
  }
  return message
}
