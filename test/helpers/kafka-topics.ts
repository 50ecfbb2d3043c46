import { type Admin, Kafka, logLevel } from 'kafkajs'
import { onTestFinished } from 'vitest'
import { listTopics } from '../../broker/index.js'
import { until } from './until.js'

/** Connects an admin client for the time of a test. */
export async function adminOf(brokers: string): Promise<Admin> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  onTestFinished(() => admin.disconnect())
  return admin
}

/** Creates a topic whose partitions have their only replica on the given brokers, by node id. */
export async function createOnBrokers(
  brokers: string,
  admin: Admin,
  topic: string,
  nodes: readonly number[],
): Promise<void> {
  const replicaAssignment = nodes.map((node, partition) => ({ partition, replicas: [node] }))
  await admin.createTopics({ topics: [{ topic, replicaAssignment }], waitForLeaders: false })
  await untilReadable(brokers, topic, nodes.length)
}

/** Waits until all partitions of a topic have a leader that answers. */
export function untilReadable(brokers: string, topic: string, partitions: number): Promise<void> {
  const find = () =>
    listTopics(
      brokers,
      (name) => name === topic,
      {},
      () => {},
    )
  return until(
    async () => (await find()).length === partitions,
    () => `${topic} to have ${partitions} readable partitions`,
  )
}

/** Deletes the records of partition 0 before this offset. */
export async function deleteRecords(admin: Admin, topic: string, before: number): Promise<void> {
  await admin.fetchTopicOffsets(topic) // kafkajs asks for the leader here only
  await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: String(before) }] })
}

/** Writes records with these keys to one partition, each a `NewStateNotification` without an environment. */
export async function writeKeys(
  brokers: string,
  { topic, partition = 0 }: { topic: string; partition?: number },
  keys: readonly string[],
): Promise<void> {
  const options = { brokers: brokers.split(','), logLevel: logLevel.NOTHING }
  const producer = new Kafka(options).producer()
  await producer.connect()
  try {
    await producer.send({ topic, messages: keys.map((key) => ({ key, value: MESSAGE, partition })) })
  } finally {
    await producer.disconnect()
  }
}

/** A NewStateNotification with the timestamp 5. */
const MESSAGE = Buffer.from([0x10, 0x05])
