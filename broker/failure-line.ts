import type { ClientOptions } from './native.js'

/** Parts of a line that librdkafka logs when a connection fails. */
export interface FailureLine {
  /** `host:port` */
  broker: string
  /** Id in the cluster; null for a bootstrap address, and for a coordinator. */
  nodeId: number | null
  isCoordinator: boolean
  /** Reason, without address, state and counts. */
  text: string
  /** State of the connection, such as `CONNECT` or `APIVERSION_QUERY`; empty where the line has none. */
  state: string
  /** Time in that state. */
  durationMs: number
}

const THREAD = /^\[thrd:.*?\]: (?=\S)/
const BROKER = /^(?:[a-z_]+:\/\/)?(\S+:\d+)\/(bootstrap|-?\d+): (.*)$/s
const COORDINATOR = /^(?:[a-z_]+:\/\/)?(?:Group|Txn)Coordinator(?:\/-?\d+)?: (\S+:\d+): (.*)$/s
const STATE = / \(after (\d+)ms in state ([A-Z_]+)(?:, \d+ identical error\(s\) suppressed)?\)$/

/** Words of the C library for the errors of Node.js. */
const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
  ECONNREFUSED: 'Connection refused',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  ETIMEDOUT: 'Connection timed out',
}

/**
 * Splits a line of the facility FAIL.
 *
 * @returns null for a line of another shape
 * Source: librdkafka, src/rdkafka_broker.c, rd_kafka_broker_set_error
 */
export function parseFailure(message: string): FailureLine | null {
  const line = message.replace(THREAD, '')
  const found = BROKER.exec(line)
  const coordinator = found === null ? COORDINATOR.exec(line) : null
  const broker = found?.[1] ?? coordinator?.[1]
  const rest = found?.[3] ?? coordinator?.[2]
  if (broker === undefined || rest === undefined) return null
  const state = STATE.exec(rest)
  const id = found?.[2]
  return {
    broker,
    nodeId: id === undefined || id === 'bootstrap' ? null : Number(id),
    isCoordinator: coordinator !== null,
    text: rest.replace(STATE, ''),
    state: state?.[2] ?? '',
    durationMs: Number(state?.[1] ?? 0),
  }
}

/** The same for a connection that Node.js tried, in librdkafka's words. */
export function failureOf(
  { id, host, port }: { id: number; host: string; port: number },
  error: NodeJS.ErrnoException,
): FailureLine {
  const broker = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const isUnresolved = error.syscall === 'getaddrinfo'
  const reason = REASONS[error.code ?? ''] ?? error.code ?? error.message
  const text = isUnresolved
    ? `Failed to resolve '${broker}': ${reason}`
    : `Connect to ${broker} failed: ${reason}`
  return { broker, nodeId: id, isCoordinator: false, text, state: 'CONNECT', durationMs: 0 }
}

/** Whether the cluster named this address, and the configuration did not. */
export function isAdvertised(
  { broker, nodeId, isCoordinator }: Pick<FailureLine, 'broker' | 'nodeId' | 'isCoordinator'>,
  options: ClientOptions,
): boolean {
  const configured = String(options['metadata.broker.list'] ?? '').split(',')
  return (nodeId !== null || isCoordinator) && !configured.some((each) => each.trim() === broker)
}

/** Address for messages, which says where it comes from if the configuration does not have it. */
export function brokerName(failure: FailureLine, options: ClientOptions): string {
  if (!isAdvertised(failure, options)) return failure.broker
  const id = failure.nodeId === null ? '' : ` of broker ${failure.nodeId}`
  return `${failure.broker}, the advertised address${id},`
}
