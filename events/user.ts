import common from '#generated/protos/common_pb.js'
import type { RequestUser } from '../core/observer.js'
import { truncated } from './truncate.js'

export function userMessage({ externalId, id, name }: RequestUser): common.User {
  const message = new common.User()
  if (externalId !== undefined) message.setExternalid(externalId)
  if (id !== undefined) message.setId(id)
  message.setName(truncated(name ?? ''))
  return message
}
