import {
  type ClientOptions,
  describePartitions,
  type PartitionOffsets,
  PartitionReader,
  type ReceivedRecord,
} from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { FollowedEvents, partitionsOf } from './followed-events.js'
import type { Moment } from './moment.js'

export interface ReadingOptions {
  brokers: string
  client: ClientOptions
  logger: Logger
  signal: AbortSignal
}

const READ_WAIT_MS = 100
/** Without anything new, and without having come to the end. */
const SILENCE_LIMIT_MS = 30_000

/**
 * Every record of these partitions that is there now, in the order of each.
 *
 * @throws AliecsError KFK_BROKER_DOWN, KFK_TIMEOUT; the signal's reason
 */
export async function readPartitions(
  partitions: readonly PartitionOffsets[],
  options: ReadingOptions,
  onRecord: (record: ReceivedRecord) => void,
): Promise<void> {
  const open = partitions.filter(({ low, high }) => low < high)
  if (open.length === 0) return
  await withReader(options, async (reader, alive) => {
    reader.assign(open.map(({ topic, partition, low }) => ({ topic, partition, offset: low })))
    while (open.some(({ topic, partition }) => reader.hasMore(topic, partition))) {
      const records = await reader.read(READ_WAIT_MS)
      for (const record of records) onRecord(record)
      alive(records.length)
    }
  })
}

/**
 * The events of these topics that are there now, in about the order of time.
 *
 * @returns how many were read, and how many of them were none
 * @throws AliecsError KFK_BROKER_DOWN, KFK_TIMEOUT; the signal's reason
 */
export async function readEvents(
  topics: readonly string[],
  options: ReadingOptions,
  onMoment: (moment: Moment, record: ReceivedRecord) => void,
): Promise<{ read: number; undecodable: number }> {
  const counts = { read: 0, undecodable: 0 }
  await withReader(options, async (reader, alive) => {
    const events = new FollowedEvents({
      ...{ reader, logger: options.logger },
      choose: (there) => partitionsOf(there.filter(({ name }) => topics.includes(name))),
      committed: (partitions) => Promise.resolve(partitions.map(() => null)),
      onUndecodable: () => {
        counts.undecodable += 1
      },
    })
    const { left } = await events.assignNew()
    if (left.length > 0) {
      const names = describePartitions(left).join('\n')
      throw new AliecsError('CHECK_UNUSABLE', `${names}: expected partitions that can be read`)
    }
    while (!events.isAtEnd) {
      const batch = await events.next(READ_WAIT_MS)
      for (const { moment, record } of batch) if (moment !== null) onMoment(moment, record)
      counts.read += batch.length
      alive(batch.length)
    }
  })
  return counts
}

async function withReader(
  { brokers, client, logger, signal }: ReadingOptions,
  work: (reader: PartitionReader, alive: (news: number) => void) => Promise<void>,
): Promise<void> {
  const onError = (error: AliecsError): void => logger.debug({ code: error.code }, error.message)
  const reader = await PartitionReader.open({ brokers, client, onError })
  let latestMs = performance.now()
  try {
    await work(reader, (news) => {
      signal.throwIfAborted()
      if (news > 0) latestMs = performance.now()
      else if (performance.now() - latestMs > SILENCE_LIMIT_MS) {
        throw new AliecsError('KFK_TIMEOUT', `${brokers}: nothing more came for ${SILENCE_LIMIT_MS / 1000} s`)
      }
    })
  } finally {
    await reader.close()
  }
}
