import { messageOf } from '../errors.js'
import { timerDelay } from '../timers.js'
import type { Environment } from './environment.js'
import type { Task, TaskEvent } from './task.js'

/**
 * What an environment does when its tasks act of their own accord.
 * Source: AliceO2Group/Control, core/environment/environment.go, subscribeToWfState; manager.go, handleDeviceEvent.
 */
export class TaskWatch {
  readonly #environment: Environment
  #life: 'new' | 'watching' | 'reacting' | 'ended' = 'new'
  #timer: NodeJS.Timeout | undefined
  /** What is to be said of those that failed: some may have moved on when it is said. */
  readonly #failed = new Set<string>()

  constructor(environment: Environment) {
    this.#environment = environment
  }

  /** From CONFIGURED on; what fails before makes the creation fail. */
  start(): void {
    if (this.#life === 'new' && !this.#environment.tasks.some(isCriticalError)) this.#life = 'watching'
  }

  end(): void {
    this.#life = 'ended'
    clearTimeout(this.#timer)
  }

  /** The first critical task in ERROR sends the environment there, after a while in which others may fail with it. */
  onChange(task: Readonly<Task>): void {
    this.#environment.tell({ type: 'task', task: { ...task } })
    this.#environment.roleStates.taskChanged(task)
    // A process that is gone: of its status and of its state, as the original.
    if (task.state === 'ERROR' && task.status === 'INACTIVE') {
      this.#environment.tell({ type: 'task', task: { ...task } })
    }
    if (!isCriticalError(task)) return
    this.#failed.add(`critical task '${task.role.name}' on host '${task.role.hostname}'`)
    if (this.#life !== 'watching') return
    this.#life = 'reacting'
    const { errorDelayMs } = this.#environment.services.limits
    this.#timer = setTimeout(() => this.#background(this.#goError()), timerDelay(errorDelayMs))
  }

  /** Several at once are one event: each has happened before the first is reacted to. */
  onEvents(tasks: readonly Task[], event: TaskEvent): void {
    for (const task of tasks) this.#apply(task, event)
    if (event === 'fail') return
    for (const _ of tasks.filter(({ safeToStop }) => safeToStop || event === 'internal_error')) {
      this.#background(this.#stop(event))
    }
  }

  #apply(task: Task, event: TaskEvent): void {
    if (event === 'end_of_stream') {
      task.safeToStop = task.state === 'RUNNING'
      return
    }
    if (event === 'internal_error' && this.#environment.state !== 'RUNNING') return
    task.state = 'ERROR'
    if (event === 'fail') task.status = 'INACTIVE'
    this.onChange(task)
  }

  /** After an internal error at once, at the end of data when all tasks have come to it. */
  async #stop(event: TaskEvent): Promise<void> {
    if (this.#environment.state !== 'RUNNING') return
    const isAtEnd = (task: Task): boolean => task.state === 'RUNNING' && task.safeToStop
    if (event === 'end_of_stream' && !this.#environment.tasks.every(isAtEnd)) return
    await this.#environment.tryTransition('STOP_ACTIVITY')
  }

  async #goError(): Promise<void> {
    const reason = `${[...this.#failed].join(', ')} transitioned to ERROR`
    const error = await this.#environment.goError(reason)
    if (error !== null && error.code !== 'EVENT_INAPPROPRIATE') throw error
  }

  /** Nobody asked for it, so nobody hears of its end but the log. */
  #background(work: Promise<void>): void {
    work.catch((error: unknown) => {
      const { id, services } = this.#environment
      services.logger.error({ environmentId: id }, `after an event of a task: ${messageOf(error)}`)
    })
  }
}

function isCriticalError(task: Readonly<Task>): boolean {
  return task.role.critical && task.state === 'ERROR'
}
