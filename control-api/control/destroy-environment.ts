import type { DestroyEnvironmentReply } from '#generated/grpc/o2control/DestroyEnvironmentReply.js'
import type { DestroyEnvironmentRequest__Output } from '#generated/grpc/o2control/DestroyEnvironmentRequest.js'
import type { ControlDependencies } from './dependencies.js'
import { requestUserOf } from './request-user.js'
import { killedTaskInfo } from './task-info.js'

/** `keepTasks` makes no difference: simulated tasks end with their environment. */
export async function destroyEnvironment(
  { id, allowInRunningState, force, requestUser }: DestroyEnvironmentRequest__Output,
  { manager, clock }: ControlDependencies,
): Promise<DestroyEnvironmentReply> {
  const tasks = [...manager.environment(id).tasks]
  await manager.destroy(id, { allowInRunningState, force, ...requestUserOf(requestUser) })
  return { cleanupTasksReply: { killedTasks: tasks.map(killedTaskInfo) }, timestamp: clock() }
}
