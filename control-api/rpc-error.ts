import { Metadata, type StatusObject, status } from '@grpc/grpc-js'
import type { EnvironmentInfo } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { AliecsError, type ErrorCode } from '../errors.js'
import { ENVIRONMENT_INFO, RPC_STATUS } from './definitions.js'

/** The statuses of those errors that say something about the request; all others are INTERNAL. */
const STATUS_OF: Partial<Record<ErrorCode, status>> = {
  ENVIRONMENT_UNKNOWN: status.NOT_FOUND,
  TEMPLATE_UNKNOWN: status.NOT_FOUND,
  TASK_UNKNOWN: status.NOT_FOUND,
  DETECTOR_IN_USE: status.FAILED_PRECONDITION,
  ENVIRONMENT_LIMIT: status.RESOURCE_EXHAUSTED,
  HOST_UNKNOWN: status.INVALID_ARGUMENT,
  TEMPLATE_INVALID: status.INVALID_ARGUMENT,
  TRANSITION_INVALID: status.INVALID_ARGUMENT,
  REQUEST_INVALID: status.INVALID_ARGUMENT,
  EVENT_INAPPROPRIATE: status.ABORTED,
  ENVIRONMENT_LEAVING: status.ABORTED,
  CORE_CLOSING: status.UNAVAILABLE,
  SETTINGS_SOURCE: status.UNAVAILABLE,
  TEMPLATE_REPOSITORY: status.UNAVAILABLE,
  HOOK_FAILED: status.ABORTED,
  TASKS_FAILED: status.ABORTED,
  CALL_FAILED: status.ABORTED,
  RUN_NUMBER: status.ABORTED,
}

/** Trailers are HTTP headers, which clients bound: no text in them is longer, in UTF-16 units. */
const MAX_TEXT = 2000

/** A status that the method chooses itself, where that of an AliecsError would not be what clients expect. */
export class RpcError extends Error {
  override readonly name = 'RpcError'
  readonly code: status
  /** What the environment was that the call was about, in the status details. */
  readonly environment: EnvironmentInfo | null

  constructor(code: status, message: string, options: ErrorOptions & { environment?: EnvironmentInfo } = {}) {
    super(message, options)
    this.code = code
    this.environment = options.environment ?? null
  }
}

/** Null for what nobody threw on purpose. */
export function statusOf(error: unknown): (Partial<StatusObject> & { code: status; details: string }) | null {
  if (error instanceof RpcError) {
    const { code, environment } = error
    const details = bounded(error.message)
    if (environment === null) return { code, details }
    return { code, details, metadata: detailsTrailer(code, details, environment) }
  }
  if (!(error instanceof AliecsError)) return null
  return { code: STATUS_OF[error.code] ?? status.INTERNAL, details: bounded(error.message) }
}

/** The trailer in which gRPC's richer error model puts messages about a failure. */
function detailsTrailer(code: status, message: string, environment: EnvironmentInfo): Metadata {
  const details = [
    {
      type_url: 'type.googleapis.com/o2control.EnvironmentInfo',
      value: ENVIRONMENT_INFO.serialize(environment),
    },
  ]
  const metadata = new Metadata()
  metadata.set('grpc-status-details-bin', RPC_STATUS.serialize({ code, message, details }))
  return metadata
}

/** Well-formed too: a lone surrogate cannot be written into a header. */
function bounded(text: string): string {
  const whole = text.toWellFormed()
  return whole.length <= MAX_TEXT ? whole : `${whole.slice(0, MAX_TEXT - 1).toWellFormed()}…`
}
