import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import { AliecsError } from '../errors.js'
import { isServiceError } from './call-failure.js'
import { ENVIRONMENT_INFO, RPC_STATUS } from './definitions.js'

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
