import { randomUUID } from 'node:crypto'
import { commonOptions, sharedOptions } from './client-options.js'
import type { ClientOptions } from './native.js'
import { NativeConsumer } from './native-consumer.js'
import type { PartitionId } from './partition.js'
import { reasonOf } from './topic-list.js'

const ANSWER_TIMEOUT_MS = 5000
const FETCH_TIMEOUT_MS = 5000
const READ_WAIT_MS = 200
const DISCONNECT_TIMEOUT_MS = 2000
/** Logical offset, as librdkafka has it. */
const END = -1
/**
 * Finds out why partitions cannot be read, one after another, with a client of its own: an error of a consumer that reads several
 * partitions does not name the partition.
 *
 * @param onFound called with each partition and the reason; null where it can be read
 */
export async function probeReadability(
  { brokers, client, signal }: { brokers: string; client: ClientOptions; signal: AbortSignal },
  partitions: readonly PartitionId[],
  onFound: (partition: PartitionId, reason: string | null) => void,
): Promise<void> {
  let isAtEnd = false
  const onEnd = (): void => {
    isAtEnd = true
  }
  const options = {
    ...readerOptions(brokers, client),
    'enable.partition.eof': true,
    'fetch.wait.max.ms': 100,
  }
  const consumer = new NativeConsumer(options, { record: onEnd, end: onEnd, error: () => {} })
  try {
    await consumer.connect(ANSWER_TIMEOUT_MS)
    for (const each of partitions) {
      if (signal.aborted) return
      isAtEnd = false
      onFound(each, await refusalOf(consumer, each, () => isAtEnd || signal.aborted))
    }
  } catch {
    // No broker answers at all, which the reader reports itself.
  } finally {
    await consumer.disconnect(DISCONNECT_TIMEOUT_MS)
  }
}

async function refusalOf(
  consumer: NativeConsumer,
  { topic, partition }: PartitionId,
  isOver: () => boolean,
): Promise<string | null> {
  try {
    await consumer.offsets(topic, partition, ANSWER_TIMEOUT_MS)
    consumer.assign([{ topic, partition, offset: END }])
    try {
      const endMs = performance.now() + FETCH_TIMEOUT_MS
      while (!isOver() && performance.now() < endMs) await consumer.read(1, READ_WAIT_MS)
      return isOver() ? null : `its leader sends nothing within ${FETCH_TIMEOUT_MS / 1000} s`
    } finally {
      consumer.unassign([{ topic, partition }])
    }
  } catch (error) {
    return reasonOf(error)
  }
}

/** Time in which a broker answers for a topic that is not in its list. */
const TOPIC_ANSWER_MS = 1000

/**
 * Returns why a topic that the brokers do not list may not be read: without the right to describe it, a topic that exists looks as
 * one that does not. Null where it does not exist.
 */
export async function findRefusal(
  brokers: string,
  client: ClientOptions,
  topic: string,
): Promise<string | null> {
  const options = { ...readerOptions(brokers, client), debug: 'topic' }
  let refusal: string | null = null
  const topicRefused = (_topic: string, reason: string): void => {
    refusal = reason
  }
  const consumer = new NativeConsumer(options, { record: () => {}, error: () => {}, topicRefused })
  try {
    await consumer.connect(ANSWER_TIMEOUT_MS)
    consumer.assign([{ topic, partition: 0, offset: END }])
    const endMs = performance.now() + TOPIC_ANSWER_MS
    while (refusal === null && performance.now() < endMs) await consumer.read(1, READ_WAIT_MS)
  } catch {
    // The topic does not exist, or no broker answers at all, which the caller finds out itself.
  } finally {
    await consumer.disconnect(DISCONNECT_TIMEOUT_MS)
  }
  return refusal
}

function readerOptions(brokers: string, client: ClientOptions): ClientOptions {
  const group = { 'group.id': `aliecs-kafka-reader-${randomUUID()}` }
  return { ...commonOptions(brokers), ...sharedOptions(client), ...group }
}
