import type { Task, TaskCommand } from './task.js'

/** A wish that simulated tasks fail. */
export interface TaskFault {
  event: TaskCommand
  /** Tasks of this host only; of all hosts where not given. */
  host?: string | undefined
  /** What the task says; a task that `hangs` says nothing. */
  error?: string | undefined
  /** The state in which the task ends; where it was, where not given. */
  state?: 'ERROR' | undefined
  /** Never answers. */
  hang?: boolean | undefined
  /** How many times it strikes; once where not given. */
  count?: number | undefined
}

/** Faults that are still to strike, oldest first. */
export class TaskFaults {
  readonly #pending: (TaskFault & { left: number })[] = []

  add(fault: TaskFault): void {
    this.#pending.push({ ...fault, left: fault.count ?? 1 })
  }

  clear(): void {
    this.#pending.length = 0
  }

  /** The fault that strikes this task now, used up by one. */
  take(command: TaskCommand, task: Task): TaskFault | undefined {
    const index = this.#pending.findIndex(
      ({ event, host }) => event === command && (host === undefined || host === task.role.hostname),
    )
    const fault = this.#pending[index]
    if (fault === undefined) return undefined
    fault.left -= 1
    if (fault.left <= 0) this.#pending.splice(index, 1)
    return fault
  }
}
