import type { ShortTaskInfo } from '#generated/grpc/o2control/ShortTaskInfo.js'
import type { TaskInfo } from '#generated/grpc/o2control/TaskInfo.js'
import type { Task } from '../../core/index.js'

/** Address of a task's output. The AliECS GUI lists only tasks that have one; a simulated task prints nothing. */
const NO_OUTPUT = 'about:blank'

/** Description of a task, without node, agent, executor and process, because tasks are simulated. */
export function shortTaskInfo({ id, role, status, state }: Readonly<Task>): ShortTaskInfo {
  return {
    name: `${role.taskClass}#${id}`,
    locked: true,
    taskId: id,
    status,
    state,
    className: role.taskClass,
    deploymentInfo: { hostname: role.hostname },
    sandboxStdout: NO_OUTPUT,
    critical: role.critical,
  }
}

/** Of a task that its environment has given back and that was ended with it. */
export function killedTaskInfo(task: Readonly<Task>): ShortTaskInfo {
  return { ...shortTaskInfo(task), locked: false, status: 'UNKNOWN', state: 'UNKNOWN', critical: false }
}

export function taskInfo(task: Readonly<Task>): TaskInfo {
  return {
    shortInfo: shortTaskInfo(task),
    commandInfo: {},
    taskPath: task.role.path,
    envId: task.environmentId,
  }
}
