import { accessSync, constants } from 'node:fs'
import { fileReason } from '../file-errors.js'
import { type ClientOptions, clientFeatures, refusalOf } from './native.js'
import { refusalToStart } from './native-producer.js'

/** librdkafka keeps these per topic: given among the others they would be ignored in silence. */
const TOPIC_LEVEL = new Set([
  'request.required.acks',
  'acks',
  'request.timeout.ms',
  'message.timeout.ms',
  'delivery.timeout.ms',
  'queuing.strategy',
  'partitioner',
  'compression.codec',
  'compression.type',
  'compression.level',
])

/** What the promises of the publisher rest on, and why nobody else may set it. */
const OWN: Readonly<Record<string, string>> = {
  'metadata.broker.list': 'it is kafkaEndpoint',
  'bootstrap.servers': 'it is kafkaEndpoint',
  'enable.idempotence': 'it is always on, so that nothing arrives twice',
  acks: 'it is always all',
  'request.required.acks': 'it is always all',
  'message.timeout.ms': 'records wait for the broker as long as it takes',
  'delivery.timeout.ms': 'records wait for the broker as long as it takes',
  'queue.buffering.max.messages': 'it is kafkaQueueMaxMessages',
  'queue.buffering.max.kbytes': 'it is kafkaQueueMaxBytes',
  partitioner: 'it is always that of the Go core, so that every key keeps its partition',
  retries: 'records are tried until they are delivered',
  'message.send.max.retries': 'records are tried until they are delivered',
  'max.in.flight': 'with more than one request in flight a record can be lost',
  'max.in.flight.requests.per.connection': 'with more than one request in flight a record can be lost',
  'queuing.strategy': 'records keep their order',
  'transactional.id': 'records are delivered without transactions',
  'topic.blacklist': 'no topic is left out',
  'delivery.report.only.error': 'delivery reports are always on',
  dr_cb: 'delivery reports are always on',
  dr_msg_cb: 'delivery reports are always on',
  event_cb: 'events are always on',
}

const SASL_FEATURES: Record<string, string> = {
  GSSAPI: 'sasl_gssapi',
  PLAIN: 'sasl_plain',
  'SCRAM-SHA-256': 'sasl_scram',
  'SCRAM-SHA-512': 'sasl_scram',
  OAUTHBEARER: 'sasl_oauthbearer',
}

export interface ClientOptionProblem {
  option: string
  /** Never holds the value, which may be a secret. */
  problem: string
}

/** Which of these the built librdkafka does not know or support, and which are not the user's to set. */
export function checkClientOptions(options: ClientOptions): ClientOptionProblem[] {
  return Object.entries(options).flatMap(([option, value]) => {
    const problem = problemOf(option, value)
    return problem === null ? [] : [{ option, problem }]
  })
}

function problemOf(option: string, value: string | number | boolean): string | null {
  if (Object.hasOwn(OWN, option)) return `cannot be set: ${OWN[option]}`
  if (option.startsWith('test.mock.')) return 'cannot be set: it would replace the brokers'
  const refusal = TOPIC_LEVEL.has(option)
    ? refusalOf({}, { [option]: value })
    : refusalOf({ [option]: value })
  if (refusal !== null) return refusal.replaceAll(`"${value}"`, 'the given value')
  if (option.endsWith('.location')) return unreadable(String(value))
  if (option !== 'sasl.mechanism' && option !== 'sasl.mechanisms') return null
  const feature = SASL_FEATURES[String(value)]
  if (feature === undefined || clientFeatures().includes(feature)) return null
  return `librdkafka was built without ${feature}; it has ${clientFeatures().join(', ')}`
}

/** The options that name a file or folder name one that is to be read. */
function unreadable(path: string): string | null {
  try {
    accessSync(path, constants.R_OK)
    return null
  } catch (error) {
    return `cannot read ${JSON.stringify(path)}: ${fileReason(error)}`
  }
}

/**
 * What librdkafka has against these options taken together, found without a broker; null if nothing.
 *
 * @param endpoint `host:port[,host:port…]`
 */
export function verifyClientOptions(endpoint: string, options: ClientOptions): Promise<string | null> {
  const { global, topic } = producerOptions(endpoint, options, { maxMessages: 1, maxBytes: 1 })
  return refusalToStart(global, topic)
}

/** Ours with the user's on top, split as librdkafka wants them. */
export function producerOptions(
  endpoint: string,
  options: ClientOptions,
  queue: { maxMessages: number; maxBytes: number },
): { global: ClientOptions; topic: ClientOptions } {
  const entries = Object.entries(options)
  return {
    global: {
      ...commonOptions(endpoint),
      'enable.idempotence': true,
      // Of a producer that it does not know yet a broker takes any sequence number: where the first request to a
      // partition fails, as it does while its leader is new, and a second one is on its way already, the first one's
      // retry counts as a duplicate, and is gone.
      'max.in.flight.requests.per.connection': 1,
      'linger.ms': 0,
      // A larger record travels alone: one over a limit of the broker of 64 KiB or more takes no other with it.
      'batch.size': 65_536,
      // A margin over our own bound, which therefore is the one that is met.
      'queue.buffering.max.messages': Math.min(2 * queue.maxMessages + 1000, 10_000_000),
      'queue.buffering.max.kbytes': Math.min(Math.ceil((2 * queue.maxBytes) / 1024) + 10_240, 2_147_483_647),
      ...Object.fromEntries(entries.filter(([option]) => !TOPIC_LEVEL.has(option))),
    },
    topic: {
      acks: -1,
      'message.timeout.ms': 0,
      partitioner: 'fnv1a_random',
      ...Object.fromEntries(entries.filter(([option]) => TOPIC_LEVEL.has(option))),
    },
  }
}

/** For every kind of client: how to reach the brokers, and to reach them again soon after an outage. */
export function commonOptions(endpoint: string): ClientOptions {
  return {
    'metadata.broker.list': endpoint,
    'client.id': 'aliecs-kafka',
    'socket.keepalive.enable': true,
    'socket.nagle.disable': true,
    'reconnect.backoff.ms': 50,
    'reconnect.backoff.max.ms': 1000,
    // The reason of a refused connection is often only that the broker closes it.
    'log.connection.close': true,
    // A topic that is gone is noticed after this long, and made again.
    'topic.metadata.propagation.max.ms': 5000,
  }
}

/** The user's options that make sense for an admin client or a consumer too: security and sockets. */
export function sharedOptions(options: ClientOptions): ClientOptions {
  return Object.fromEntries(
    Object.entries(options).filter(([option]) =>
      /^(security|sasl|ssl|socket|broker|client|enable\.ssl|enable\.sasl)\./.test(option),
    ),
  )
}
