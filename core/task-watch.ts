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
    if (isCriticalError(task)) this.#noteFailure(task)
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
    switch (event) {
      case 'end_of_stream':
        task.safeToStop = task.state === 'RUNNING'
        return
      case 'internal_error':
        if (this.#environment.state !== 'RUNNING') return
        // The task keeps running: only its role is in ERROR, until the STOP that follows.
        this.#environment.roleStates.roleFailed(task.role)
        if (task.role.critical) this.#noteFailure(task)
        return
      case 'fail':
        task.state = 'ERROR'
        task.status = 'INACTIVE'
        this.onChange(task)
    }
  }

  #noteFailure({ role }: Readonly<Task>): void {
    this.#failed.add(`critical task '${role.name}' on host '${role.hostname}'`)
    if (this.#life !== 'watching') return
    this.#life = 'reacting'
    const { errorDelayMs } = this.#environment.services.limits
    this.#timer = setTimeout(() => this.#react(), timerDelay(errorDelayMs))
  }

  #react(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#background(this.#goError())
  }

  /** After an internal error at once, at the end of data when all tasks have come to it. */
  async #stop(event: TaskEvent): Promise<void> {
    const { state, isLeaving, tasks } = this.#environment
    if (state !== 'RUNNING' || isLeaving) return
    const isAtEnd = (task: Task): boolean => task.state === 'RUNNING' && task.safeToStop
    if (event === 'end_of_stream' && !tasks.every(isAtEnd)) return
    // The original's STOP takes longer than its delay, so that it announces GO_ERROR inside the STOP.
    const onLeaving = (): void => {
      if (this.#timer !== undefined) this.#react()
    }
    await this.#environment.tryTransition('STOP_ACTIVITY', event === 'internal_error' ? { onLeaving } : {})
  }

  /** A destroy under way leads out of the failure too: GO_ERROR in the middle of it would change its steps. */
  async #goError(): Promise<void> {
    const { id, isLeaving, services } = this.#environment
    const reason = `${[...this.#failed].join(', ')} transitioned to ERROR`
    if (isLeaving)
      return services.logger.warn({ environmentId: id }, `while it is being destroyed: ${reason}`)
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
