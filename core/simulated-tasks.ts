import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { timerDelay } from '../timers.js'
import { newId } from './identifiers.js'
import type { HookTaskRole } from './roles.js'
import { type TaskFault, TaskFaults } from './simulated-faults.js'
import {
  TASK_DESTINATIONS,
  type Task,
  type TaskCommand,
  type TaskState,
  type TaskTransition,
} from './task.js'
import type { TaskListener, TaskManager } from './task-manager.js'
import { within } from './waiting.js'
import type { TaskRole } from './workflow/types.js'

export interface SimulatedTasksOptions {
  /** How long a task takes for what it is asked to do. */
  taskTransitionDelayMs: number
  logger: Logger
}

interface TaskGroup {
  tasks: Task[]
  onChange: TaskListener
  /** Ends the waiting of tasks that are released. */
  released: AbortController
}

interface Answer {
  task: Task
  /** Null when it did what it was asked. */
  error: string | null
}

/** Tasks without nodes or processes: they accept every command after a delay, unless a fault strikes. */
export class SimulatedTasks implements TaskManager {
  readonly #options: SimulatedTasksOptions
  readonly #groups = new Map<string, TaskGroup>()
  readonly #faults = new TaskFaults()

  constructor(options: SimulatedTasksOptions) {
    this.#options = options
  }

  addFault(fault: TaskFault): void {
    this.#faults.add(fault)
  }

  clearFaults(): void {
    this.#faults.clear()
  }

  tasksOf(environmentId: string): readonly Task[] {
    return this.#groups.get(environmentId)?.tasks ?? []
  }

  async deploy(
    environmentId: string,
    roles: readonly TaskRole[],
    { timeoutMs, onChange }: { timeoutMs: number; onChange: TaskListener },
  ): Promise<void> {
    const tasks = roles.map((role) => newTask(environmentId, role))
    const group = { tasks, onChange, released: new AbortController() }
    this.#groups.set(environmentId, group)
    for (const task of tasks) onChange(task)
    const failed = this.#criticalOnes(await this.#command(group, tasks, 'LAUNCH', timeoutMs), 'LAUNCH')
    if (failed.length === 0) return
    const paths = failed.map(({ task }) => task.role.path).join(', ')
    const text = `workflow deployment failed, aborting and cleaning up [failed roles: ${paths}]`
    throw new AliecsError('TASKS_FAILED', text, { cause: new Error(failed.map(sentence).join('; ')) })
  }

  async transition(
    environmentId: string,
    transition: TaskTransition,
    { timeoutMs, only }: { timeoutMs: number; only?: TaskState },
  ): Promise<void> {
    const group = this.#groups.get(environmentId)
    if (group === undefined) return
    const tasks = only === undefined ? group.tasks : group.tasks.filter(({ state }) => state === only)
    const answers = await this.#command(group, tasks, transition, timeoutMs)
    const failed = this.#criticalOnes(answers, transition)
    if (failed.length === 0) return
    const errors = failed.map(sentence).join('; ')
    const all = `${transition} could not complete for critical tasks, errors: ${errors}`
    // The original passes on the answer of an only task as it is; which task it was is in the cause.
    const [single] = tasks.length === 1 ? failed : []
    throw new AliecsError('TASKS_FAILED', single?.error ?? all, { cause: new Error(all) })
  }

  async runHook(
    environmentId: string,
    role: HookTaskRole,
    { timeoutMs, onChange }: { timeoutMs: number; onChange: TaskListener },
  ): Promise<void> {
    const task = newTask(environmentId, role)
    const group = { tasks: [task], onChange, released: new AbortController() }
    const [answer] = await this.#command(group, [task], 'HOOK', timeoutMs)
    group.released.abort()
    if (answer === undefined || answer.error === null) return
    throw new AliecsError('TASKS_FAILED', `hook ${sentence(answer)}`)
  }

  async release(environmentId: string, { timeoutMs }: { timeoutMs: number }): Promise<void> {
    const group = this.#groups.get(environmentId)
    if (group === undefined) return
    const answers = await this.#command(group, group.tasks, 'RELEASE', timeoutMs)
    const failed = answers.filter(({ error }) => error !== null)
    if (failed.length > 0) {
      const text = `${failed.length} tasks failed to release for environment ${environmentId}`
      throw new AliecsError('TASKS_FAILED', `${text}: ${failed.map(sentence).join('; ')}`)
    }
    group.released.abort()
    this.#groups.delete(environmentId)
  }

  #command(group: TaskGroup, tasks: Task[], command: TaskCommand, timeoutMs: number): Promise<Answer[]> {
    const delay = this.#delay(group)
    return Promise.all(
      tasks.map(async (task): Promise<Answer> => {
        const late = (): Error => new Error(`no answer to ${command} within ${timeoutMs} ms`)
        try {
          return { task, error: await within(this.#answer(group, task, command, delay), timeoutMs, late) }
        } catch (error) {
          return { task, error: messageOf(error) }
        }
      }),
    )
  }

  /** Delay of a command, ended by the release of the group. Its tasks share one timer, whatever their number. */
  #delay({ released }: TaskGroup): () => Promise<void> {
    const { taskTransitionDelayMs } = this.#options
    let shared: Promise<void> | undefined
    return async () => {
      if (taskTransitionDelayMs <= 0) return
      shared ??= sleep(timerDelay(taskTransitionDelayMs), undefined, { signal: released.signal })
      await shared
    }
  }

  /** @returns the task's complaint, null where it obeyed */
  async #answer(
    group: TaskGroup,
    task: Task,
    command: TaskCommand,
    delay: () => Promise<void>,
  ): Promise<string | null> {
    const fault = this.#faults.take(command, task)
    if (fault?.hang === true) return new Promise(() => {})
    if (task.status === 'INACTIVE' && !BEFORE_OR_AFTER.includes(command)) return 'it is not active'
    if (command !== 'RELEASE') await delay()
    if (fault === undefined) {
      task.state = TASK_DESTINATIONS[command]
      task.status = task.state === 'DONE' ? 'INACTIVE' : 'ACTIVE'
      if (command === 'START') task.safeToStop = false
    } else if (fault.state !== undefined || command === 'LAUNCH' || command === 'HOOK') {
      task.state = 'ERROR'
    }
    group.onChange(task)
    return fault === undefined ? null : (fault.error ?? `${command} refused`)
  }

  /** What non-critical tasks complain of is logged and otherwise nobody's business. */
  #criticalOnes(answers: Answer[], command: TaskCommand): Answer[] {
    const failed = answers.filter(({ error }) => error !== null)
    for (const answer of failed) {
      if (answer.task.role.critical) continue
      const fields = { environmentId: answer.task.environmentId }
      this.#options.logger.warn(fields, `non-critical ${sentence(answer)} at ${command}`)
    }
    return failed.filter(({ task }) => task.role.critical)
  }
}

/** What is asked of tasks without a process. */
const BEFORE_OR_AFTER: readonly TaskCommand[] = ['LAUNCH', 'RELEASE', 'HOOK']

function newTask(environmentId: string, role: TaskRole): Task {
  return { id: newId(), environmentId, role, state: 'STANDBY', status: 'INACTIVE', safeToStop: false }
}

function sentence({ task, error }: Answer): string {
  return `task '${task.role.taskClass}' on ${task.role.hostname} (id ${task.id}) failed with error: ${error}`
}
