import { AliecsError } from '../errors.js'
import { commonOptions, producerOptions } from './client-options.js'
import type { GroupOffsets } from './group-offsets.js'
import { librdkafkaCode } from './librdkafka-errors.js'
import type { ClientOptions } from './native.js'
import type { NextOffset } from './native-group-member.js'
import { NativeProducer, type ProducerRecord } from './native-producer.js'

/** What was made of a stretch of input, and where the input goes on. */
export interface Batch {
  records: readonly ProducerRecord[]
  /** Of what is remembered, for whoever goes on after this one. */
  state: readonly ProducerRecord[]
  offsets: readonly NextOffset[]
}

export interface BatchWriter {
  /** The producer, for those who make topics. */
  readonly producer: NativeProducer
  /** @throws AliecsError KFK_FENCED where another one has taken the place by now; nothing more can be written then */
  write(batch: Batch): Promise<void>
  close(): Promise<void>
}

export interface BatchWriterOptions {
  brokers: string
  client: ClientOptions
  /** That each batch takes on. */
  offsets: GroupOffsets
}

const CONNECT_TIMEOUT_MS = 5000
/** Ending what another one had begun waits for the broker, which answers «concurrent transactions» meanwhile. */
const INIT_TIMEOUT_MS = 30_000
const COMMIT_TIMEOUT_MS = 15_000
const DISCONNECT_TIMEOUT_MS = 3000
const DELIVERY_LIMIT_MS = 30_000
const QUEUE = { maxMessages: 100_000, maxBytes: 256 * 1024 * 1024 }

/** librdkafka's and the broker's words for: another producer, or another member of the group, has taken the place. */
const FENCED: readonly (number | undefined)[] = [-144, 22, 25, 47, 82, 90]

/**
 * Each batch is one transaction: its records, its state and its offsets are there together for readers of committed
 * records, or not at all. Opening one shuts out whoever wrote with the same id before.
 *
 * @throws AliecsError KFK_BROKER_DOWN, KFK_FENCED, KFK_CLIENT_OPTION
 */
export async function openTransactionalWriter({
  brokers,
  client,
  offsets: group,
  transactionalId,
}: BatchWriterOptions & { transactionalId: string }): Promise<BatchWriter> {
  const { global, topic } = producerOptions(brokers, client, QUEUE)
  const options = {
    ...global,
    'transactional.id': transactionalId,
    'transaction.timeout.ms': 30_000,
    // The broker answers «concurrent transactions» while it writes the last one's end: 100 ms would be the latency.
    'retry.backoff.ms': 5,
  }
  // A transaction has an end of its own, within the time that the broker gives it.
  const producer = new NativeProducer(options, { ...topic, 'message.timeout.ms': 25_000 }, SILENT)
  try {
    await producer.connect(CONNECT_TIMEOUT_MS)
    await producer.initTransactions(INIT_TIMEOUT_MS)
  } catch (error) {
    await producer.disconnect(DISCONNECT_TIMEOUT_MS)
    throw fenced(error)
  }
  return {
    producer,
    async write({ records, state, offsets }) {
      try {
        await producer.beginTransaction()
        for (const record of [...records, ...state]) producer.produce(record, 0)
        await producer.sendOffsets(offsets, group.native, COMMIT_TIMEOUT_MS)
        await producer.commitTransaction(COMMIT_TIMEOUT_MS)
      } catch (error) {
        // Whoever comes next ends it otherwise; readers would wait for that.
        await producer.abortTransaction(DISCONNECT_TIMEOUT_MS).catch(() => {})
        throw fenced(error)
      }
    },
    close: () => producer.disconnect(DISCONNECT_TIMEOUT_MS),
  }
}

/**
 * Records first, then their state, then the offsets: whoever goes on after an end in between may write some again, and
 * loses none.
 *
 * @throws AliecsError KFK_BROKER_DOWN, KFK_CLIENT_OPTION
 */
export async function openAtLeastOnceWriter({
  brokers,
  client,
  offsets: group,
}: BatchWriterOptions): Promise<BatchWriter> {
  const { global, topic } = producerOptions(brokers, client, QUEUE)
  let failure: AliecsError | null = null
  const producer = new NativeProducer({ ...commonOptions(brokers), ...global }, topic, {
    delivered: (_seq, error) => {
      failure ??= error
    },
    error: () => {},
  })
  const deliver = async (records: readonly ProducerRecord[]): Promise<void> => {
    for (const record of records) producer.produce(record, 0)
    const end = performance.now() + DELIVERY_LIMIT_MS
    while (producer.inFlight > 0 && failure === null) {
      if (performance.now() > end) {
        const message = `${producer.inFlight} records are not acknowledged within ${DELIVERY_LIMIT_MS} ms`
        throw new AliecsError('KFK_TIMEOUT', message)
      }
      await producer.waitForReports(100)
    }
    if (failure !== null) throw failure
  }
  try {
    await producer.connect(CONNECT_TIMEOUT_MS)
  } catch (error) {
    await producer.disconnect(DISCONNECT_TIMEOUT_MS)
    throw error
  }
  return {
    producer,
    async write({ records, state, offsets }) {
      await deliver(records)
      await deliver(state)
      group.commit(offsets)
    },
    close: () => producer.disconnect(DISCONNECT_TIMEOUT_MS),
  }
}

const SILENT = { delivered: () => {}, error: () => {} }

function fenced(error: unknown): unknown {
  if (!FENCED.includes(librdkafkaCode(error))) return error
  return new AliecsError('KFK_FENCED', 'another instance has taken over', { cause: error })
}
