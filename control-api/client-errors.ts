import { type ServiceError, status } from '@grpc/grpc-js'
import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { AliecsError } from '../errors.js'
import { ENVIRONMENT_INFO, RPC_STATUS } from './definitions.js'
import type { HttpProxy } from './proxy.js'

/** What the failed call was about, where the core says so: NewEnvironment does. */
export function environmentOf(error: unknown): EnvironmentInfo__Output | undefined {
  const cause = error instanceof AliecsError ? error.cause : error
  if (!isServiceError(cause)) return undefined
  const [trailer] = cause.metadata.get('grpc-status-details-bin')
  if (!Buffer.isBuffer(trailer)) return undefined
  const { details } = RPC_STATUS.deserialize(trailer)
  const found = details.find(({ type_url }) => type_url.endsWith('/o2control.EnvironmentInfo'))
  return found === undefined ? undefined : ENVIRONMENT_INFO.deserialize(Buffer.from(found.value))
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && 'details' in error && 'metadata' in error
}

/** Core that a client talks to. */
export interface Target {
  /** `host:port` */
  address: string
  /** Null where the connection is direct. */
  proxy: HttpProxy | null
}

/** @param timeoutMs null for a call without a limit */
export function clearError(
  error: ServiceError,
  { address, proxy }: Target,
  name: string,
  timeoutMs: number | null,
): AliecsError {
  // A core that is there may say UNAVAILABLE too, with headers then.
  if (error.code === status.UNAVAILABLE && error.metadata.get('content-type').length === 0) {
    const where = proxy === null ? address : `${address} through the proxy ${proxy.address}`
    const text = `no AliECS core answers at ${where}: ${connectionProblem(error.details, proxy)}`
    return new AliecsError('CORE_UNREACHABLE', text, { cause: error })
  }
  if (error.code === status.DEADLINE_EXCEEDED) {
    const where =
      proxy === null ? address : `${address}, through the proxy ${proxy.address} (${proxy.variable}),`
    const text = `${where} did not answer ${name} within ${timeoutMs} ms; the core may still be at it`
    return new AliecsError('CORE_TIMEOUT', text, { cause: error })
  }
  const text = error.details === '' ? `${name}: ${status[error.code]}` : error.details
  return new AliecsError('CORE_REFUSED', text, { cause: error })
}

/** grpc-js puts the reason between words about its own work, OpenSSL between addresses in its own code, with a line break. */
function connectionProblem(details: string, proxy: HttpProxy | null): string {
  if (proxy !== null) {
    return `no connection through it; check ${proxy.variable}, or exempt the host in no_proxy`
  }
  const reason = /Last error: (?:Error: )?(.+?)\. Resolution note:/s.exec(details)?.[1] ?? details
  const tls = /:SSL routines:[^:]*:([^:]+):/.exec(reason)?.[1]
  if (tls === 'wrong version number') return 'it does not speak TLS'
  return tls === undefined ? reason.trim() : `TLS: ${tls}`
}
