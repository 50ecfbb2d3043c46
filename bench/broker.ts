import { randomBytes } from 'node:crypto'
import { basename, dirname } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { EVENT_TOPICS } from '../events/index.js'
import { LEGACY_TOPICS } from '../index.js'
import { startKafka } from '../test/services/kafka.js'
import { kafkaClassPath } from '../test/services/kafka-jars.js'

/** The broker of one run, and topics of its own on it. */
export interface BenchBroker {
  /** `host:port[,host:port…]` */
  brokers: string
  /** For the description of the machine. */
  version: string
  /** Before every topic's name: a broker that is in use keeps its own topics as they are. */
  prefix: string
  /** 120 bytes a record, one partition. */
  throughputTopic: string
  /** Removes the topics, and the broker if it is ours. */
  close(): Promise<void>
}

/** KAFKA_BROKERS, or a real Kafka of our own. */
export async function openBroker(env: NodeJS.ProcessEnv): Promise<BenchBroker> {
  const existing = env['KAFKA_BROKERS']
  const own = existing ? null : await startKafka()
  const brokers = own?.brokers ?? existing ?? ''
  const prefix = `bench-${randomBytes(4).toString('hex')}.`
  const throughputTopic = `${prefix}throughput`
  const legacyTopics = LEGACY_TOPICS.map((topic) => prefix + topic)
  const topics = [...legacyTopics, ...eventTopics({ prefix }), throughputTopic]
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  try {
    await admin.connect()
    await admin.createTopics({
      topics: topics.map((topic) => ({ topic, numPartitions: 1 })),
      waitForLeaders: true,
    })
  } catch (error) {
    await own?.dispose()
    throw error
  }
  const close = async (): Promise<void> => {
    if (own === null) {
      const all = await admin.listTopics()
      await admin.deleteTopics({ topics: all.filter((topic) => topic.startsWith(prefix)) })
    }
    await admin.disconnect()
    await own?.dispose()
  }
  const version = own === null ? 'that of KAFKA_BROKERS' : `${await kafkaVersion()}, one node`
  return { brokers, version, prefix, throughputTopic, close }
}

/** Those of the core's own events. */
export function eventTopics({ prefix }: Pick<BenchBroker, 'prefix'>): string[] {
  return EVENT_TOPICS.map((topic) => prefix + topic)
}

/** `kafka-4.1.0`, as the folder of its jars is called. */
async function kafkaVersion(): Promise<string> {
  return basename(dirname(await kafkaClassPath()))
}
