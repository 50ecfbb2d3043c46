import type { HookTaskRole } from './roles.js'
import type { Task, TaskState, TaskTransition } from './task.js'
import type { TaskRole } from './workflow/types.js'

/** Called at every change of a task's state or status, while it happens. */
export type TaskListener = (task: Readonly<Task>) => void

/** Who runs the tasks of environments. No call takes longer than its `timeoutMs`. */
export interface TaskManager {
  /**
   * Launches one task per role. They stay until `release`, those that failed too.
   *
   * @throws AliecsError TASKS_FAILED when a critical one does not become ACTIVE
   */
  deploy(
    environmentId: string,
    roles: readonly TaskRole[],
    options: { timeoutMs: number; onChange: TaskListener },
  ): Promise<void>
  /**
   * @param options `only`: tasks in this state only
   * @throws AliecsError TASKS_FAILED when a critical one refuses, fails or does not answer
   */
  transition(
    environmentId: string,
    transition: TaskTransition,
    options: { timeoutMs: number; only?: TaskState },
  ): Promise<void>
  /**
   * Runs a task that is a hook, from its launch to its end.
   *
   * @throws AliecsError TASKS_FAILED when it fails or takes too long
   */
  runHook(
    environmentId: string,
    role: HookTaskRole,
    options: { timeoutMs: number; onChange: TaskListener },
  ): Promise<void>
  /** @throws AliecsError TASKS_FAILED when tasks stay; they still belong to the environment then */
  release(environmentId: string, options: { timeoutMs: number }): Promise<void>
  /** In the order of the workflow; empty for environments that have none. */
  tasksOf(environmentId: string): readonly Task[]
}
