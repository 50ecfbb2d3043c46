import { connect } from 'node:net'
import { AliecsError } from '../errors.js'
import type { CauseKind, ConnectionCause } from './connection-cause.js'
import type { ConnectionFailures } from './connection-failures.js'
import type { AdvertisedBroker } from './native.js'

const CONNECT_LIMIT_MS = 1000

/** Failures of an address. A connection that opens disproves them. */
const ADDRESS_KINDS: ReadonlySet<CauseKind> = new Set(['resolve', 'refused', 'timeout', 'route'])
/** Failures that make a broker unusable for certain; a closed connection may be a restart. */
const UNUSABLE_KINDS: ReadonlySet<CauseKind> = new Set([...ADDRESS_KINDS, 'certificate'])

/**
 * Checks that at least one advertised broker accepts connections. Bootstrap addresses answer metadata requests only:
 * records and reads go to the advertised addresses.
 *
 * @throws AliecsError KFK_BROKER_DOWN with the reasons, which `failures` has then too
 */
export async function requireReachable(
  advertised: readonly AdvertisedBroker[],
  failures: ConnectionFailures,
): Promise<void> {
  const errors = await Promise.all(advertised.map((broker) => connectionError(broker)))
  if (advertised.length === 0 || errors.some((error) => error === null)) return
  for (const [index, error] of errors.entries()) {
    const broker = advertised[index]
    if (broker !== undefined && error !== null) failures.observeRefusal(broker, error)
  }
  throw failures.explain(new AliecsError('KFK_BROKER_DOWN', 'no advertised broker can be reached'))
}

/** Whether no advertised broker can be reached, as far as `failures` has it. */
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
      if ((await connectionError(broker)) === null) failures.clear([cause.broker])
    }),
  )
}

function causeAt({ id }: AdvertisedBroker, causes: readonly ConnectionCause[]): ConnectionCause | undefined {
  return causes.find(({ nodeId, kind }) => nodeId === id && UNUSABLE_KINDS.has(kind))
}

/** Error of a TCP connection; null where one opens, or where a slow network decides nothing within a second. */
function connectionError({ host, port }: AdvertisedBroker): Promise<NodeJS.ErrnoException | null> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (error: NodeJS.ErrnoException | null): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(error)
    }
    const timer = setTimeout(() => end(null), CONNECT_LIMIT_MS)
    socket.once('connect', () => end(null))
    socket.once('error', end)
  })
}
