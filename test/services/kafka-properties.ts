import type { KafkaVersion } from './kafka-jars.js'

export interface KafkaPorts {
  broker: number
  /** Port of the cluster's one controller, which runs inside its first broker. */
  controller: number
  /** Ports of the extra listeners, by their names. */
  listeners?: Readonly<Record<string, number>>
}

/** Listener beside the plaintext one that every broker has. */
export interface KafkaListener {
  protocol: 'PLAINTEXT' | 'SSL' | 'SASL_PLAINTEXT' | 'SASL_SSL'
  /** Advertised `host:port`; default: the address that it listens on. */
  advertised?: string
  /** Properties of this listener alone, without their prefix `listener.name.<name>.`. */
  properties?: Readonly<Record<string, string>>
}

export interface KafkaOptions {
  /** Default: 4.1.0. */
  version?: KafkaVersion
  /** Whether a producer or consumer may make a topic by naming it; Kafka's default: true. */
  autoCreateTopics?: boolean
  /** Partitions of a topic that says nothing else; Kafka's default: 1. */
  partitions?: number
  /** Extra listeners by name, in capital letters; `KafkaServer.listener` returns their addresses. */
  listeners?: Readonly<Record<string, KafkaListener>>
  /** Users of SCRAM-SHA-256: name to password. */
  scramUsers?: Readonly<Record<string, string>>
  /** More of server.properties, over all else. */
  properties?: Readonly<Record<string, string | number | boolean>>
}

/**
 * server.properties of one node on loopback. Node 1 is broker and controller in one process, any other a broker of its cluster.
 */
export function serverProperties(
  dataFolder: string,
  ports: KafkaPorts,
  options: KafkaOptions,
  nodeId = 1,
): string {
  const controller = `127.0.0.1:${ports.controller}`
  const isFirst = nodeId === 1
  const broker = `PLAINTEXT://127.0.0.1:${ports.broker}`
  // 3.9 is formatted with a fixed list of controllers, 4.x as a first one that others could join.
  const quorum =
    options.version === '3.9.1'
      ? { 'controller.quorum.voters': `1@${controller}` }
      : { 'controller.quorum.bootstrap.servers': controller }
  const extra = Object.entries(options.listeners ?? {}).map(([name, listener]) => {
    return { name, address: `127.0.0.1:${ports.listeners?.[name]}`, ...listener }
  })
  const own = extra.flatMap(({ name, properties = {} }) =>
    Object.entries(properties).map(([key, value]) => [`listener.name.${name.toLowerCase()}.${key}`, value]),
  )
  const properties = {
    'process.roles': isFirst ? 'broker,controller' : 'broker',
    'node.id': nodeId,
    listeners: [
      broker,
      ...extra.map(({ name, address }) => `${name}://${address}`),
      ...(isFirst ? [`CONTROLLER://${controller}`] : []),
    ].join(','),
    'advertised.listeners': [
      broker,
      ...extra.map(({ name, address, advertised = address }) => `${name}://${advertised}`),
    ].join(','),
    'listener.security.protocol.map': [
      ...['PLAINTEXT:PLAINTEXT', 'CONTROLLER:PLAINTEXT'],
      ...extra.map(({ name, protocol }) => `${name}:${protocol}`),
    ].join(','),
    ...Object.fromEntries(own),
    'controller.listener.names': 'CONTROLLER',
    ...quorum,
    'log.dirs': dataFolder,
    'auto.create.topics.enable': options.autoCreateTopics ?? true,
    'num.partitions': options.partitions ?? 1,
    'group.initial.rebalance.delay.ms': 0,
    // One broker holds one replica; the defaults of 3 would make groups and transactions wait for ever.
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    // Fewer than the default 50: made at the first use, on a slow machine that is what a first consumer waits for.
    'offsets.topic.num.partitions': 5,
    'transaction.state.log.num.partitions': 5,
    // A killed broker may come back only when its old session is over; the default is 9 s.
    'broker.session.timeout.ms': 3_000,
    'broker.heartbeat.interval.ms': 500,
    ...options.properties,
  }
  return Object.entries(properties)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('')
}
