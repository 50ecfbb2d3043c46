import type { ClientOptions } from './native.js'

/** Log event of librdkafka, as node-rdkafka passes it on. */
export interface ProduceLogEvent {
  /** Facility, such as `MSGSET`. */
  fac: string
  message: string
}

/** Answer of a broker that took none of the records of one request; librdkafka retries them. */
export interface ProduceRefusal {
  topic: string
  partition: number
  /** Kafka's text, with the name of the error where it has one. */
  reason: string
  /** Whether a broker answered: a lost connection is a failed request too. */
  isFromBroker: boolean
}

/** librdkafka's debug context whose log events have the errors of produce requests: two events per request. */
const PRODUCE_LOG_CONTEXT = 'msg'

/** Adds the log events that `parseRefusal` reads to the debug contexts of the options. */
export function withProduceLog(options: ClientOptions): ClientOptions {
  const contexts = [options['debug'], PRODUCE_LOG_CONTEXT].filter(
    (context) => context !== undefined && context !== '',
  )
  return { ...options, debug: contexts.join(',') }
}

const LINE = /: ([\w.-]+) \[(\d+)\]: MessageSet with .*? encountered error: (.*?) \(actions [^)]*\)/s
const FROM_BROKER = 'Broker: '

/**
 * Reads the error of a produce request, which librdkafka reports in no other way while it retries.
 *
 * @param nameOf the name of the error with this text; null where it has none
 * @returns null for every other log event
 * Source: librdkafka, src/rdkafka_request.c, rd_kafka_handle_Produce_error
 */
export function parseRefusal(
  { fac, message }: ProduceLogEvent,
  nameOf: (text: string) => string | null,
): ProduceRefusal | null {
  if (fac !== 'MSGSET') return null
  const [, topic, partition, error] = LINE.exec(message) ?? []
  if (topic === undefined || error === undefined) return null
  const isFromBroker = error.startsWith(FROM_BROKER)
  const text = isFromBroker ? error.slice(FROM_BROKER.length) : error
  const name = isFromBroker ? nameOf(text) : null
  return {
    topic,
    partition: Number(partition),
    reason: name === null ? text : `${text} (${name})`,
    isFromBroker,
  }
}
