import { type ServiceError, status } from '@grpc/grpc-js'
import { AliecsError } from '../errors.js'
import type { HttpProxy } from './proxy.js'

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
