import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../errors.js'
import { commonOptions, sharedOptions } from './client-options.js'
import { type Cluster, leaderlessReason, type PartitionMetadata } from './cluster.js'
import type { ClientOptions } from './native.js'
import { NativeConsumer } from './native-consumer.js'
import { byPartition, describeUnreadable, type UnreadablePartition } from './partition.js'

const TIMEOUT_MS = 5000
/** Time that a new partition may take to get a leader before it counts as one without. */
const ELECTION_MS = 1000
const ELECTION_POLL_MS = 100

export interface PartitionOffsets {
  topic: string
  partition: number
  /** First offset that is there. */
  low: number
  /**
   * Offset after the last one that can be read now. The difference to `low` is not the number of records: transaction markers,
   * aborted records, and records that compaction has removed take offsets too.
   */
  high: number
}

/**
 * Lists the partitions of all topics whose name passes, by name and number, with their offsets.
 *
 * @param onUnreadable called with each partition that is left out; without it one such partition fails the listing
 * @throws AliecsError KFK_BROKER_DOWN; KFK_TOPIC, naming the partitions that cannot be read
 */
export async function listTopics(
  brokers: string | readonly string[],
  wanted: (topic: string) => boolean,
  client: ClientOptions = {},
  onUnreadable?: (partition: UnreadablePartition) => void,
): Promise<PartitionOffsets[]> {
  const endpoint = typeof brokers === 'string' ? brokers : brokers.join(',')
  const options = {
    ...commonOptions(endpoint),
    ...sharedOptions(client),
    'group.id': `aliecs-kafka-${randomUUID()}`,
  }
  const consumer = new NativeConsumer(options, { record: () => {}, error: () => {} })
  try {
    await consumer.connect(TIMEOUT_MS)
    const patienceMs = onUnreadable === undefined ? TIMEOUT_MS : ELECTION_MS
    const { readable, unreadable } = await patientOffsets(consumer, wanted, patienceMs)
    if (unreadable.length > 0 && onUnreadable === undefined) throw unreadableError(unreadable)
    for (const each of unreadable.toSorted(byPartition)) onUnreadable?.(each)
    return readable.sort(byPartition)
  } finally {
    await consumer.disconnect(TIMEOUT_MS)
  }
}

/** Asks again until all partitions can be read, for some time: a topic that was just created has no leaders yet. */
async function patientOffsets(
  consumer: NativeConsumer,
  wanted: (topic: string) => boolean,
  patienceMs: number,
): Promise<FoundOffsets> {
  const endMs = performance.now() + patienceMs
  for (;;) {
    const cluster = await consumer.cluster(TIMEOUT_MS)
    const partitions = cluster.partitions.filter(({ topic }) => wanted(topic))
    const found = await queryOffsets(consumer, partitions, cluster)
    if (found.unreadable.length === 0 || performance.now() > endMs) return found
    await sleep(ELECTION_POLL_MS)
  }
}

export interface FoundOffsets {
  readable: PartitionOffsets[]
  unreadable: UnreadablePartition[]
}

/** Asks every leader for its partitions, a few at a time. */
export async function queryOffsets(
  consumer: Pick<NativeConsumer, 'offsets'>,
  partitions: readonly PartitionMetadata[],
  cluster: Cluster,
): Promise<FoundOffsets> {
  const found: FoundOffsets = { readable: [], unreadable: [] }
  const byLeader = new Map<number, PartitionMetadata[]>()
  for (const each of partitions) {
    const { topic, partition, leader } = each
    if (leader === null) found.unreadable.push({ topic, partition, reason: leaderlessReason(each, cluster) })
    else byLeader.set(leader, [...(byLeader.get(leader) ?? []), each])
  }
  const leaders = [...byLeader].map(([id, led]) => {
    return queryLeader(
      consumer,
      { partitions: led, name: `broker ${id} at ${cluster.brokers.get(id)}` },
      found,
    )
  })
  await Promise.all(leaders)
  return found
}

/** Questions to one leader at a time: each holds one of the four threads that Node has for such. */
const AT_ONCE = 3

/** A leader that did not answer once is not waited for again. */
async function queryLeader(
  consumer: Pick<NativeConsumer, 'offsets'>,
  { partitions, name }: { partitions: readonly PartitionMetadata[]; name: string },
  { readable, unreadable }: FoundOffsets,
): Promise<void> {
  const left = [...partitions]
  let silence: string | null = null
  const queryNext = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const { topic, partition } = next
      if (silence !== null) {
        unreadable.push({ topic, partition, reason: silence })
        continue
      }
      try {
        readable.push({ topic, partition, ...(await consumer.offsets(topic, partition, TIMEOUT_MS)) })
      } catch (error) {
        const isSilent = error instanceof AliecsError && error.code === 'KFK_BROKER_DOWN'
        if (isSilent) silence = `its leader, ${name}, does not answer: ${reasonOf(error)}`
        unreadable.push({ topic, partition, reason: silence ?? reasonOf(error) })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, queryNext))
}

/** Returns the message without the name of the partition, which stands beside it. */
export function reasonOf(error: unknown): string {
  return messageOf(error).replace(/^topic \S+, partition \d+: /, '')
}

function unreadableError(unreadable: readonly UnreadablePartition[]): AliecsError {
  return new AliecsError('KFK_TOPIC', describeUnreadable(unreadable).join('\n'))
}
