/** aliecs-kafka as a library: the legacy plugin for a control core in Node, and the publisher that takes it to Kafka. */

export {
  createKafkaPublisher,
  type EmbeddedBroker,
  type KafkaPublisher,
  type KafkaPublisherOptions,
  startEmbeddedBroker,
} from './broker/index.js'
export { AliecsError, ERROR_CODES, type ErrorCode } from './errors.js'
export type {
  Clock,
  ConnectionState,
  IntegrationPlugin,
  Logger,
  ManagedPublisher,
  PluginCall,
  Publisher,
  PublisherStats,
  PublishOptions,
  PublishRecord,
  PublishResult,
  StuckTopic,
  Undelivered,
  VarStack,
} from './plugin/host.js'
export { type KafkaCallStack, KafkaPlugin, type KafkaPluginOptions, LEGACY_TOPICS } from './plugin/index.js'
