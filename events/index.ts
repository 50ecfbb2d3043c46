export { type CoreEvent, OpStatus } from './core-event.js'
export { coreStartEvent } from './core-start.js'
export { eventObserver } from './event-observer.js'
export { EventWriter, type EventWriterOptions, type EventWriterStats } from './event-writer.js'
export { happeningEvent } from './happening-event.js'
export { integratedServiceEvent } from './integrated-service-event.js'
export { NanoClock } from './nano-clock.js'
export {
  BULK_TOPICS,
  EVENT_TOPICS,
  INTEGRATED_SERVICES,
  type IntegratedService,
  integratedServiceTopic,
} from './topics.js'
export { MAX_TEXT_BYTES } from './truncate.js'
