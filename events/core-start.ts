import events from '#generated/protos/events_pb.js'
import type { CoreEvent } from './core-event.js'
import { TOPIC_CORE } from './topics.js'

/** @param timestampMs ms since the Unix epoch */
export function coreStartEvent(frameworkId: string, timestampMs: number): CoreEvent {
  const payload = new events.Ev_MetaEvent_CoreStart()
  payload.setFrameworkid(frameworkId)
  const message = new events.Event()
  message.setCorestartevent(payload)
  return { topic: TOPIC_CORE, key: null, environmentId: '', timestampMs, message }
}
