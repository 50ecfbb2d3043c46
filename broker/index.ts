export {
  type Batch,
  type BatchWriter,
  openAtLeastOnceWriter,
  openTransactionalWriter,
} from './batch-writer.js'
export { type ClientOptionProblem, checkClientOptions, verifyClientOptions } from './client-options.js'
export { type EmbeddedBroker, startEmbeddedBroker } from './embedded.js'
export { ensureTopics } from './ensure-topics.js'
export { GroupMember } from './group-member.js'
export { GroupOffsets } from './group-offsets.js'
export type { ClientOptions, TopicMetadata } from './native.js'
export type { ReceivedRecord } from './native-consumer.js'
export type { NextOffset } from './native-group-member.js'
export type { ProducerRecord } from './native-producer.js'
export {
  describePartitions,
  describeUnreadable,
  keyOf,
  type PartitionId,
  type UnreadablePartition,
} from './partition.js'
export { PartitionHealth } from './partition-health.js'
export { PartitionReader, readToEnd } from './partition-reader.js'
export { createKafkaPublisher } from './publisher.js'
export type { KafkaPublisher, KafkaPublisherOptions, SettledRecord } from './publisher-options.js'
export { findRefusal } from './readability.js'
export { TopicReader, type TopicReaderOptions } from './reader.js'
export { type CountLimits, countRecords } from './record-count.js'
export { listTopics, type PartitionOffsets } from './topic-list.js'
