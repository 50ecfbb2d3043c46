import type { CleanupTasksReply } from '#generated/grpc/o2control/CleanupTasksReply.js'
import type { CleanupTasksRequest__Output } from '#generated/grpc/o2control/CleanupTasksRequest.js'
import type { GetTaskReply } from '#generated/grpc/o2control/GetTaskReply.js'
import type { GetTaskRequest__Output } from '#generated/grpc/o2control/GetTaskRequest.js'
import type { GetTasksReply } from '#generated/grpc/o2control/GetTasksReply.js'
import type { EnvironmentManager, Task } from '../../core/index.js'
import { AliecsError } from '../../errors.js'
import { excerpt } from '../../excerpt.js'
import type { ControlDependencies } from './dependencies.js'
import { shortTaskInfo, taskInfo } from './task-info.js'

export function getTasks({ manager, clock }: ControlDependencies): GetTasksReply {
  return { tasks: tasksOf(manager).map(shortTaskInfo), timestamp: clock() }
}

export function getTask(
  { taskId }: GetTaskRequest__Output,
  { manager, clock }: ControlDependencies,
): GetTaskReply {
  return { task: taskInfo(findTask(taskId, manager)), timestamp: clock() }
}

/**
 * Ends tasks that belong to no environment. There are none here: tasks end with their environment. So all that were
 * asked for, or all, go on running.
 */
export function cleanupTasks(
  { taskIds }: CleanupTasksRequest__Output,
  { manager, clock }: ControlDependencies,
): CleanupTasksReply {
  const meant = taskIds.length === 0 ? tasksOf(manager) : taskIds.map((id) => findTask(id, manager))
  return { killedTasks: [], runningTasks: meant.map(shortTaskInfo), timestamp: clock() }
}

function tasksOf(manager: EnvironmentManager): Readonly<Task>[] {
  return manager.environments.flatMap(({ tasks }) => tasks)
}

function findTask(id: string, manager: EnvironmentManager): Readonly<Task> {
  let count = 0
  for (const { tasks } of manager.environments) {
    const found = tasks.find((task) => task.id === id)
    if (found !== undefined) return found
    count += tasks.length
  }
  const there = count === 0 ? 'there is none' : `GetTasks has the ids of all ${count}`
  throw new AliecsError('TASK_UNKNOWN', `no task with id ${excerpt(id)}; ${there}`)
}
