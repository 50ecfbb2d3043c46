export type { EnvInfo } from './env-info.js'
export { type KafkaCallStack, KafkaPlugin, type KafkaPluginOptions } from './kafka-plugin.js'
export { LEGACY_TOPICS, RUNNING_LIST_TOPIC } from './topics.js'
