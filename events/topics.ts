/** The topics of the core's own events. Source: AliceO2Group/Control, common/event/topic/topics.go. */
export const TOPIC_CORE = 'aliecs.core'
export const TOPIC_ENVIRONMENT = 'aliecs.environment'
export const TOPIC_RUN = 'aliecs.run'
export const TOPIC_CALL = 'aliecs.call'
export const TOPIC_ROLE = 'aliecs.role'
export const TOPIC_TASK = 'aliecs.task'

/** The services that the core tells of; each has its topic. */
export const INTEGRATED_SERVICES = ['dcs', 'ddsched', 'odc', 'trg'] as const
export type IntegratedService = (typeof INTEGRATED_SERVICES)[number]

export function integratedServiceTopic(service: IntegratedService): string {
  return `aliecs.integrated_service.${service}`
}

/** All that a core may write its events to. */
export const EVENT_TOPICS: readonly string[] = [
  TOPIC_CORE,
  TOPIC_ENVIRONMENT,
  TOPIC_RUN,
  TOPIC_CALL,
  TOPIC_ROLE,
  TOPIC_TASK,
  ...INTEGRATED_SERVICES.map(integratedServiceTopic),
]

/** Topics with many events, each worth little: they are refused first when the queue of a long outage fills. */
export const BULK_TOPICS: readonly string[] = [
  TOPIC_CALL,
  TOPIC_ROLE,
  TOPIC_TASK,
  ...INTEGRATED_SERVICES.map(integratedServiceTopic),
]
