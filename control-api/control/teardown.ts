import type { TeardownReply } from '#generated/grpc/o2control/TeardownReply.js'
import type { ControlDependencies } from './dependencies.js'

/** Every environment is stopped, reset and destroyed; the core goes on. */
export async function teardown({ manager }: ControlDependencies): Promise<TeardownReply> {
  await manager.destroyAll()
  return {}
}
