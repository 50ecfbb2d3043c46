import type { AliecsError } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { commonOptions, sharedOptions } from './client-options.js'
import { createTopic } from './create-topic.js'
import type { ClientOptions, TopicMetadata } from './native.js'
import { NativeProducer } from './native-producer.js'
import { TopicMaker } from './topic-maker.js'

const CONNECT_TIMEOUT_MS = 5000
const CREATE_TIMEOUT_MS = 5000
const ANSWER_TIMEOUT_MS = 10_000
const DISCONNECT_TIMEOUT_MS = 2000
/** The broker's own default. */
const BROKER_DEFAULT = -1

/**
 * Only what is in a full segment is compacted, and the broker's segments are full after 1 GiB or a week: whoever reads such a
 * topic from its beginning would read a week's history.
 */
const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.bytes': String(16 * 1024 * 1024),
  'min.cleanable.dirty.ratio': '0.1',
}

export interface EnsureTopicsOptions {
  brokers: string
  client: ClientOptions
  logger: Logger
  signal: AbortSignal
}

export interface WantedTopic {
  name: string
  /** A compacted topic with so many partitions; where not given, one as the broker makes them by itself. */
  compactedPartitions?: number
}

export interface EnsuredTopics {
  /** All that are there now. */
  there: TopicMetadata[]
  /** Of those that are wanted: they were not there before. */
  made: string[]
}

/**
 * Makes the topics that are not there; one that cannot be made is asked for until `signal` is aborted.
 *
 * @throws AliecsError KFK_BROKER_DOWN; soon after `signal` is aborted too
 */
export async function ensureTopics(
  { brokers, client, logger, signal }: EnsureTopicsOptions,
  wanted: readonly WantedTopic[],
): Promise<EnsuredTopics> {
  const options = { ...commonOptions(brokers), ...sharedOptions(client) }
  const producer = new NativeProducer(options, {}, { delivered: () => {}, error: () => {} })
  const maker = new TopicMaker({
    client: options,
    partitions: BROKER_DEFAULT,
    replicationFactor: BROKER_DEFAULT,
    producer: () => producer,
    logger,
  })
  const stop = (): void => maker.close()
  signal.addEventListener('abort', stop, { once: true })
  try {
    const there = new Set((await producer.connect(CONNECT_TIMEOUT_MS, signal)).map(({ name }) => name))
    const missing = wanted.filter(({ name }) => !there.has(name))
    for (const { name, compactedPartitions: partitions } of missing) {
      if (partitions === undefined) continue
      // Asked for by name, it would be made with the broker's defaults.
      const topic = { name, partitions, replicationFactor: BROKER_DEFAULT, config: COMPACTED }
      await createTopic(options, topic, CREATE_TIMEOUT_MS).catch((error: AliecsError) => {
        const message = `topic ${name} cannot be made compacted, and is left to the broker: ${error.message}`
        logger.warn({ topic: name, code: error.code }, message)
      })
    }
    const isThere = await Promise.all(missing.map(({ name }) => maker.make(name, () => {})))
    const made = missing.filter((_, index) => isThere[index]).map(({ name }) => name)
    return { there: await producer.metadata(ANSWER_TIMEOUT_MS), made }
  } finally {
    signal.removeEventListener('abort', stop)
    await producer.disconnect(DISCONNECT_TIMEOUT_MS)
  }
}
