import { connect } from 'node:net'
import type { CauseKind, ConnectionCause } from './connection-cause.js'
import type { ConnectionFailures } from './connection-failures.js'
import type { AdvertisedBroker } from './native.js'

const CONNECT_LIMIT_MS = 1000

/** Failures of an address. A connection that opens disproves them. */
const ADDRESS_KINDS: ReadonlySet<CauseKind> = new Set(['resolve', 'refused', 'timeout', 'route'])
/** Failures that make a broker unusable for certain; a closed connection may be a restart. */
const UNUSABLE_KINDS: ReadonlySet<CauseKind> = new Set([...ADDRESS_KINDS, 'certificate'])

/**
 * Whether no advertised broker can be reached. Bootstrap addresses may answer nevertheless: records and reads go to the
 * advertised addresses only.
 */
export function isIsolated(advertised: readonly AdvertisedBroker[], failures: ConnectionFailures): boolean {
  const { causes } = failures
  return advertised.length > 0 && advertised.every((broker) => causeAt(broker, causes) !== undefined)
}

/** Connects to the advertised brokers that failed, and forgets the failures of brokers that accept a connection. */
export async function recheckAdvertised(
  advertised: readonly AdvertisedBroker[],
  failures: ConnectionFailures,
): Promise<void> {
  const { causes } = failures
  await Promise.all(
    advertised.map(async (broker) => {
      const cause = causeAt(broker, causes)
      if (cause === undefined || !ADDRESS_KINDS.has(cause.kind)) return
      if (await acceptsConnections(broker)) failures.clear([cause.broker])
    }),
  )
}

function causeAt({ id }: AdvertisedBroker, causes: readonly ConnectionCause[]): ConnectionCause | undefined {
  return causes.find(({ nodeId, kind }) => nodeId === id && UNUSABLE_KINDS.has(kind))
}

function acceptsConnections({ host, port }: AdvertisedBroker): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (isOpen: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(isOpen)
    }
    const timer = setTimeout(() => end(false), CONNECT_LIMIT_MS)
    socket.once('connect', () => end(true))
    socket.once('error', () => end(false))
  })
}
