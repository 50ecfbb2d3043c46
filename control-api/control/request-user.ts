import type { User__Output } from '#generated/grpc/common/User.js'
import type { RequestUser } from '../../core/index.js'

/** Who asks, as the core keeps it; nothing where the request does not say. */
export function requestUserOf(user: User__Output | null): { requestUser?: RequestUser } {
  if (user === null) return {}
  const { externalId, id, name } = user
  const requestUser = {
    ...(externalId !== undefined && { externalId }),
    ...(id !== undefined && { id }),
    ...(name !== '' && { name }),
  }
  return { requestUser }
}
