import type { AliecsError } from '../errors.js'
import { timerDelay } from '../timers.js'
import type { Destruction } from './destruction.js'
import type { EnvironmentVars } from './environment-vars.js'
import type { State, TransitionEvent } from './fsm.js'
import { announceError, enterError } from './go-error.js'
import { Hooks } from './hooks.js'
import type { CreationMode, EnvironmentHappening, RequestUser } from './observer.js'
import { RoleStates } from './role-states.js'
import { callRolesOf, hookTaskRolesOf, taskRolesOf } from './roles.js'
import type { EnvironmentServices } from './services.js'
import type { Task } from './task.js'
import { TaskWatch } from './task-watch.js'
import { TextList } from './text-list.js'
import { runTransition, type TransitionOptions } from './transition.js'
import { runHookTask } from './transition-tasks.js'
import { SerialQueue } from './waiting.js'
import type { CallRole, TaskRole, Workflow } from './workflow/types.js'

export interface EnvironmentOptions {
  id: string
  workflow: Workflow
  vars: EnvironmentVars
  requestUser: RequestUser | null
  services: EnvironmentServices
  /** What is allowed, and most likely not what was meant: a sentence each. */
  warnings: readonly string[]
}

/**
 * One environment: its state, its variables, its role tree. Requests take turns: each owns the environment until its last
 * step, GO_ERROR after a failure included, and a later request starts after it.
 */
export class Environment {
  readonly id: string
  readonly workflow: Workflow
  readonly vars: EnvironmentVars
  readonly services: EnvironmentServices
  readonly warnings: readonly string[]
  readonly createdMs: number
  readonly callRoles: readonly CallRole[]
  readonly taskRoles: readonly TaskRole[]
  readonly hooks: Hooks
  readonly watch: TaskWatch
  readonly roleStates: RoleStates
  requestUser: RequestUser | null
  /** From START to the end of STOP or GO_ERROR. */
  runNumber: number | null = null
  /** What is on its way. */
  currentTransition: TransitionEvent | 'CREATE' | 'DESTROY' | null = null
  /** Destroy under way, from the request to its end; null again where it fails. */
  destruction: Destruction | null = null
  /** What the last failed transition said. */
  lastError: AliecsError | null = null
  #state: State = 'STANDBY'
  readonly #detectors = new TextList()
  readonly #hosts = new TextList()
  readonly #queue = new SerialQueue()
  readonly #waiting = new Set<() => void>()

  constructor(options: EnvironmentOptions) {
    this.id = options.id
    this.workflow = options.workflow
    this.vars = options.vars
    this.services = options.services
    this.requestUser = options.requestUser
    this.warnings = options.warnings
    this.createdMs = options.services.clock()
    this.callRoles = callRolesOf(options.workflow.root)
    this.taskRoles = taskRolesOf(options.workflow.root)
    this.hooks = new Hooks(this.callRoles, hookTaskRolesOf(options.workflow.root), {
      environmentId: this.id,
      plugins: options.services.plugins,
      stackOf: (role) => this.vars.callStack(role, this.id),
      tell: (happening) => this.tell(happening),
      logger: options.services.logger,
      graceMs: options.services.limits.callGraceMs,
      runTask: (role) => runHookTask(this, role),
    })
    this.watch = new TaskWatch(this)
    this.roleStates = new RoleStates(options.workflow.root, (happening) => this.tell(happening))
  }

  get state(): State {
    return this.#state
  }

  get tasks(): readonly Task[] {
    return this.services.tasks.tasksOf(this.id)
  }

  /** From the variable `detectors`; none where that is no JSON array of strings. */
  get detectors(): string[] {
    return this.#detectors.of(this.vars.get('detectors'))
  }

  /** From the variable `hosts`. */
  get hosts(): string[] {
    return this.#hosts.of(this.vars.get('hosts'))
  }

  /** Whether a destroy is under way; no other request may begin then. */
  get isLeaving(): boolean {
    return this.destruction !== null
  }

  /** Runs `work` after all earlier requests; later ones wait for it. `work` must not ask for another turn. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#queue.run(work)
  }

  /**
   * Waits for its turn, then runs the transition.
   *
   * @throws AliecsError EVENT_INAPPROPRIATE, HOOK_FAILED, TASKS_FAILED or RUN_NUMBER; the state is unchanged, except
   *   after a critical hook failed at enter_ or after_
   */
  tryTransition(event: TransitionEvent, options: TransitionOptions = {}): Promise<void> {
    return this.exclusively(() => runTransition(this, event, options))
  }

  /**
   * Announces GO_ERROR at once and runs it in its turn; sets ERROR without it where it fails.
   *
   * @param reason what went wrong
   * @returns why GO_ERROR failed; null where it did not
   */
  goError(reason: string): Promise<AliecsError | null> {
    announceError(this, reason)
    return this.exclusively(() => enterError(this))
  }

  /** Called by transitions, the teardown and `enterError` only. */
  setState(state: State, { forced = false } = {}): void {
    const from = this.#state
    this.#state = state
    this.services.plugins.environmentStateChanged(this.id, state)
    this.tell({ type: 'state-changed', from, forced })
    for (const look of [...this.#waiting]) look()
  }

  /** @returns whether a state that `isWanted` came, or was there, within the time; without one it may take for ever */
  whenState(isWanted: (state: State) => boolean, limitMs?: number): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (came: boolean): void => {
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(came)
      }
      const look = (): void => {
        if (isWanted(this.#state)) end(true)
      }
      const timer = limitMs === undefined ? undefined : setTimeout(end, timerDelay(limitMs), false)
      this.#waiting.add(look)
      look()
    })
  }

  /** The moments of a creation in which there is a workflow. */
  tellLoaded(template: string, mode: CreationMode): void {
    const vars = this.vars.rootStack()
    this.tell({ type: 'creation', step: 'workflow loaded', mode, template, error: null, vars })
    this.tell({ type: 'creation', step: 'completed', mode, template, error: null, vars: null })
  }

  setRequestUser(user: RequestUser): void {
    this.requestUser = user
    this.vars.globals.userVars['last_request_user'] = JSON.stringify(user)
  }

  tell(happening: EnvironmentHappening, timestampMs = this.services.clock()): void {
    const { id, runNumber, requestUser, workflow } = this
    this.services.observer({
      ...happening,
      environmentId: id,
      state: this.#state,
      runNumber,
      timestampMs,
      requestUser,
      workflow,
    })
  }
}
