import { AliecsError, type ErrorCode } from '../errors.js'

/**
 * The numbers of librdkafka's errors that mean something here.
 * Source: librdkafka, src/rdkafka.h, rd_kafka_resp_err_t
 */
export const LIBRDKAFKA = {
  DESTROY: -197,
  TRANSPORT: -195,
  RESOLVE: -193,
  UNKNOWN_PARTITION: -190,
  UNKNOWN_TOPIC: -188,
  ALL_BROKERS_DOWN: -187,
  TIMED_OUT: -185,
  QUEUE_FULL: -184,
  SSL: -181,
  STATE: -172,
  AUTHENTICATION: -169,
  PURGE_QUEUE: -152,
  PURGE_INFLIGHT: -151,
  FATAL: -150,
  UNKNOWN_TOPIC_OR_PART: 3,
  MSG_SIZE_TOO_LARGE: 10,
  TOPIC_EXCEPTION: 17,
  RECORD_LIST_TOO_LARGE: 18,
  TOPIC_AUTHORIZATION_FAILED: 29,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  INVALID_TIMESTAMP: 32,
  TOPIC_ALREADY_EXISTS: 36,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  INVALID_PRODUCER_EPOCH: 47,
  UNKNOWN_PRODUCER_ID: 59,
  INVALID_RECORD: 87,
  UNKNOWN_TOPIC_ID: 100,
} as const

/**
 * An idempotent producer that says one of these has lost its place in the broker's books: librdkafka gives it up, and
 * with it what it still holds. Of FATAL itself node-rdkafka tells only when it is given the next record.
 */
const LOST: readonly (number | undefined)[] = [
  LIBRDKAFKA.FATAL,
  LIBRDKAFKA.PURGE_QUEUE,
  LIBRDKAFKA.PURGE_INFLIGHT,
  LIBRDKAFKA.OUT_OF_ORDER_SEQUENCE_NUMBER,
  LIBRDKAFKA.INVALID_PRODUCER_EPOCH,
  LIBRDKAFKA.UNKNOWN_PRODUCER_ID,
]

/**
 * Errors of a record whose topic or partition was deleted while the record was on its way. DESTROY comes from the queue
 * of a partition that librdkafka drops.
 */
const TOPIC_GONE: readonly (number | undefined)[] = [
  LIBRDKAFKA.UNKNOWN_TOPIC_OR_PART,
  LIBRDKAFKA.UNKNOWN_TOPIC,
  LIBRDKAFKA.UNKNOWN_PARTITION,
  LIBRDKAFKA.UNKNOWN_TOPIC_ID,
  LIBRDKAFKA.DESTROY,
]

/** Whether the record waits for its topic to be made again. */
export const isTopicGone = (error: unknown): boolean => TOPIC_GONE.includes(librdkafkaCode(error))

/** Whether the producer that this comes from is to be replaced. */
export const isProducerLost = (error: unknown): boolean => LOST.includes(librdkafkaCode(error))

const CODES: ReadonlyMap<number, ErrorCode> = new Map([
  [LIBRDKAFKA.QUEUE_FULL, 'KFK_QUEUE_FULL'],
  [LIBRDKAFKA.MSG_SIZE_TOO_LARGE, 'KFK_MESSAGE_TOO_LARGE'],
  [LIBRDKAFKA.RECORD_LIST_TOO_LARGE, 'KFK_MESSAGE_TOO_LARGE'],
  [LIBRDKAFKA.TRANSPORT, 'KFK_BROKER_DOWN'],
  [LIBRDKAFKA.RESOLVE, 'KFK_BROKER_DOWN'],
  [LIBRDKAFKA.ALL_BROKERS_DOWN, 'KFK_BROKER_DOWN'],
  [LIBRDKAFKA.TIMED_OUT, 'KFK_BROKER_DOWN'],
  [LIBRDKAFKA.SSL, 'KFK_BROKER_DOWN'],
  [LIBRDKAFKA.AUTHENTICATION, 'KFK_BROKER_DOWN'],
  [LIBRDKAFKA.STATE, 'KFK_CLIENT_OPTION'],
  [LIBRDKAFKA.TOPIC_EXCEPTION, 'KFK_TOPIC'],
  [LIBRDKAFKA.UNKNOWN_TOPIC_OR_PART, 'KFK_TOPIC'],
  [LIBRDKAFKA.UNKNOWN_TOPIC, 'KFK_TOPIC'],
  [LIBRDKAFKA.UNKNOWN_PARTITION, 'KFK_TOPIC'],
  [LIBRDKAFKA.TOPIC_AUTHORIZATION_FAILED, 'KFK_TOPIC'],
  [LIBRDKAFKA.CLUSTER_AUTHORIZATION_FAILED, 'KFK_TOPIC'],
])

/** Words for failed connections without a known reason. librdkafka's own words name nothing that a user can check. */
const CONNECTION_WORDS: ReadonlyMap<number, string> = new Map([
  [LIBRDKAFKA.TRANSPORT, 'a connection failed without a reason'],
  [LIBRDKAFKA.RESOLVE, 'a host name does not resolve'],
  [LIBRDKAFKA.ALL_BROKERS_DOWN, 'all connections are closed or fail without a reason'],
  [LIBRDKAFKA.TIMED_OUT, 'no answer in time'],
  [LIBRDKAFKA.SSL, 'TLS failed'],
  [LIBRDKAFKA.AUTHENTICATION, 'SASL authentication failed'],
])
const CONNECTION_ADVICE = 'check the address, the network, and the log of the broker'

/** @param number librdkafka's, undefined where it is not known */
export function errorOf(cause: Error, number: number | undefined): AliecsError {
  if (number === undefined) return new AliecsError('KFK_CLIENT', cause.message, { cause })
  const code = CODES.get(number) ?? 'KFK_CLIENT'
  const words = CONNECTION_WORDS.get(number)
  const message = words === undefined ? cause.message : `${words}; ${CONNECTION_ADVICE}`
  return new AliecsError(code, `${message} (librdkafka ${number})`, {
    cause: Object.assign(cause, { code: number }),
  })
}

/** librdkafka's own number behind an error of ours; undefined where there is none. */
export function librdkafkaCode(error: unknown): number | undefined {
  const cause: unknown = error instanceof AliecsError ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'number' ? cause.code : undefined
}
