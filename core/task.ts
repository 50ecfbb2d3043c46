import type { TaskRole } from './workflow/types.js'

/** Where a task's own state machine stands. */
export type TaskState = 'STANDBY' | 'CONFIGURED' | 'RUNNING' | 'ERROR' | 'DONE'
/** Whether its process is there. */
export type TaskStatus = 'INACTIVE' | 'ACTIVE'
/** What the core asks tasks to do; LAUNCH and RELEASE begin and end them; HOOK runs one that is a hook. */
export const TASK_COMMANDS = ['LAUNCH', 'CONFIGURE', 'START', 'STOP', 'RESET', 'RELEASE', 'HOOK'] as const
export type TaskCommand = (typeof TASK_COMMANDS)[number]
/** The commands that move the state machine of tasks that exist. */
export type TaskTransition = Exclude<TaskCommand, 'LAUNCH' | 'RELEASE' | 'HOOK'>

/** What tasks say of their own accord: the process died; its data ended; it went to ERROR by itself. */
export const TASK_EVENTS = ['fail', 'end_of_stream', 'internal_error'] as const
export type TaskEvent = (typeof TASK_EVENTS)[number]

export interface Task {
  id: string
  environmentId: string
  role: TaskRole
  state: TaskState
  status: TaskStatus
  /** It said END_OF_STREAM in this run. */
  safeToStop: boolean
}

/** Where a command leads. */
export const TASK_DESTINATIONS: Readonly<Record<TaskCommand, TaskState>> = {
  LAUNCH: 'STANDBY',
  CONFIGURE: 'CONFIGURED',
  START: 'RUNNING',
  STOP: 'CONFIGURED',
  RESET: 'STANDBY',
  RELEASE: 'DONE',
  HOOK: 'DONE',
}
