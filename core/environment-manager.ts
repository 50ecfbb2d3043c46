import { AliecsError, messageOf } from '../errors.js'
import { excerpt } from '../excerpt.js'
import type { Clock, Logger } from '../plugin/host.js'
import { Admission } from './admission.js'
import { runAutomatically } from './auto-environment.js'
import { type ControlOutcome, controlEnvironment } from './control.js'
import { checkUser, checkVariables } from './create-limits.js'
import { createEnvironment } from './creation.js'
import { type DestroyOptions, destroyEnvironment } from './destruction.js'
import type { Environment } from './environment.js'
import { EnvironmentRegistry } from './environment-registry.js'
import { isClientEvent } from './fsm.js'
import { newId } from './identifiers.js'
import type { IntegrationPlugins } from './integration-plugins.js'
import { logObserver } from './log-observer.js'
import { type EnvironmentObserver, type RequestUser, tellAll } from './observer.js'
import {
  type CreateRequest,
  type CreationServices,
  type RehearsedCreation,
  rehearseCreation,
} from './preparation.js'
import {
  type CoreLimits,
  DEFAULT_LIMITS,
  type DetectorInventory,
  type LoadWorkflow,
  type ReadRuntimeVars,
  type RunNumberSource,
} from './services.js'
import type { TaskEvent } from './task.js'
import type { TaskManager } from './task-manager.js'
import { within } from './waiting.js'

export interface EnvironmentManagerOptions {
  loadWorkflow: LoadWorkflow
  readRuntimeVars: ReadRuntimeVars
  inventory: DetectorInventory
  runNumbers: RunNumberSource
  plugins: IntegrationPlugins
  tasks: TaskManager
  logger: Logger
  /** Date.now where not given. */
  clock?: Clock
  /** Beside the log. */
  observers?: readonly EnvironmentObserver[]
  limits?: Partial<CoreLimits>
}

/** All environments of a core, and everything that clients can ask of them. */
export class EnvironmentManager {
  readonly #services: CreationServices
  readonly #registry = new EnvironmentRegistry()
  readonly #observers: EnvironmentObserver[]
  /** Being made: what was asked for, and the end of it. */
  readonly #creations = new Map<string, Promise<unknown>>()
  readonly #admission: Admission
  #isOpen = true

  constructor(options: EnvironmentManagerOptions) {
    const { logger, observers = [], limits, clock = Date.now, ...services } = options
    this.#observers = [logObserver(logger), ...observers]
    this.#services = {
      ...services,
      logger,
      clock,
      observer: tellAll(this.#observers, logger),
      limits: { ...DEFAULT_LIMITS, ...limits },
    }
    this.#admission = new Admission(this.#services.limits, (id) => this.has(id))
  }

  /** In the order of their creation. */
  get environments(): Environment[] {
    return this.#registry.all
  }

  /** Of environments that are still being made, before they are in `environments`. */
  get pendingIds(): string[] {
    return [...this.#creations.keys()].filter((id) => this.#registry.find(id) === undefined)
  }

  /** @throws AliecsError ENVIRONMENT_UNKNOWN; EVENT_INAPPROPRIATE while its workflow is being loaded */
  environment(id: string): Environment {
    if (this.#creations.has(id) && this.#registry.find(id) === undefined) {
      const text = `environment ${id} is still being created: its workflow is being loaded`
      throw new AliecsError('EVENT_INAPPROPRIATE', text)
    }
    return this.#registry.get(id)
  }

  findEnvironment(id: string): Environment | undefined {
    return this.#registry.find(id)
  }

  /** Whether there is, or will be, an environment of that id: it exists, or is still being made. */
  has(id: string): boolean {
    return this.#creations.has(id) || this.#registry.find(id) !== undefined
  }

  /** Tells `observer` too, from now on and for good. */
  observe(observer: EnvironmentObserver): void {
    this.#observers.push(observer)
  }

  /** Those of all environments, sorted. */
  activeDetectors(): string[] {
    return this.#registry.activeDetectors()
  }

  /**
   * Loads the template, then DEPLOY and CONFIGURE. When that fails the environment is gone again.
   *
   * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN, DETECTOR_IN_USE, TASKS_FAILED, HOOK_FAILED…
   */
  async create(request: CreateRequest): Promise<Environment> {
    return this.begin(request).created
  }

  /**
   * Whether the template, with these variables, is one that `create` can begin with; makes and tells nothing.
   *
   * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN: a line per problem
   */
  rehearse(request: CreateRequest): Promise<RehearsedCreation> {
    return rehearseCreation(request, this.#services)
  }

  /**
   * Creates an environment like `create`, and returns its id at once.
   *
   * @throws AliecsError REQUEST_INVALID, ENVIRONMENT_LIMIT, before anything of the request is kept
   */
  begin(request: CreateRequest): { id: string; created: Promise<Environment> } {
    const { id = newId(), userVars = {}, requestUser = {} } = request
    checkUser(requestUser)
    this.#admission.admit(id, checkVariables(userVars))
    const created = this.#create(id, request)
    this.#creations.set(id, created)
    const forget = (): boolean => this.#creations.delete(id)
    created.then(forget, forget)
    return { id, created }
  }

  /** As `begin`, for callers who do not wait: the log says what went wrong. */
  createAsync(request: CreateRequest): string {
    const { id, created } = this.begin({ ...request, mode: 'async' })
    this.#background(id, created)
    return id
  }

  /**
   * Creates an environment that goes through one run by itself: START_ACTIVITY, the end that its tasks bring about,
   * RESET, and it is gone.
   */
  createAuto(request: CreateRequest): {
    id: string
    created: Promise<Environment>
    finished: Promise<void>
  } {
    const { id, created } = this.begin({ ...request, mode: 'auto' })
    const finished = created.then((environment) =>
      runAutomatically(environment, (options) => this.#destroy(environment, options)),
    )
    this.#background(id, finished)
    return { id, created, finished }
  }

  /**
   * One transition; whatever goes wrong with it, one that the state does not allow included, leads to ERROR.
   *
   * @returns what came of it: an environment in ERROR is no exception
   * @throws AliecsError ENVIRONMENT_UNKNOWN; TRANSITION_INVALID for events that clients may not ask for;
   *   EVENT_INAPPROPRIATE and ENVIRONMENT_LEAVING, without a change, for an environment that is being created or
   *   destroyed; the error of GO_ERROR where that failed too, the environment is in ERROR by force then
   */
  async control(
    id: string,
    event: string,
    options: { requestUser?: RequestUser } = {},
  ): Promise<ControlOutcome> {
    this.#checkOpen()
    const environment = this.environment(id)
    if (!isClientEvent(event)) {
      throw new AliecsError('TRANSITION_INVALID', `cannot prepare invalid transition ${excerpt(event)}`)
    }
    checkUser(options.requestUser ?? {})
    return controlEnvironment(environment, event, options)
  }

  /**
   * Destroys an environment by the gentlest way that its state and the options allow; what fails on that way is done
   * by force. Joins a destroy that is under way.
   *
   * @throws AliecsError ENVIRONMENT_UNKNOWN; TASKS_FAILED when tasks stay even so
   */
  async destroy(id: string, options: DestroyOptions = {}): Promise<void> {
    this.#checkOpen()
    checkUser(options.requestUser ?? {})
    await this.#destroy(this.environment(id), options)
  }

  /**
   * Tasks acted of their own accord.
   *
   * @param where all tasks of all environments where nothing is given
   * @returns how many tasks it were
   */
  taskEvent(event: TaskEvent, where: { environmentId?: string; host?: string } = {}): number {
    let count = 0
    const { environmentId, host } = where
    for (const environment of environmentId === undefined
      ? this.environments
      : [this.environment(environmentId)]) {
      const tasks = environment.tasks.filter(({ role }) => host === undefined || role.hostname === host)
      count += tasks.length
      environment.watch.onEvents(tasks, event)
    }
    return count
  }

  /**
   * STOP, RESET and teardown of every environment, all at once, those that are being made among them.
   *
   * @throws AliecsError TASKS_FAILED naming those that stay
   */
  async destroyAll(): Promise<void> {
    this.#checkOpen()
    await this.#destroyEach()
  }

  /**
   * Refuses new requests, then STOP, RESET and teardown of every environment, all at once.
   *
   * @returns the ids of environments that were not gone when the time was over
   */
  async shutdown(timeoutMs: number): Promise<string[]> {
    this.#isOpen = false
    const late = (): Error => new Error(`not within ${timeoutMs} ms`)
    try {
      await within(this.#destroyEach(), timeoutMs, late)
    } catch (error) {
      this.#services.logger.error(
        { environments: this.environments.map(({ id }) => id) },
        `shutdown: ${messageOf(error)}`,
      )
    }
    return [...new Set([...this.#creations.keys(), ...this.environments.map(({ id }) => id)])]
  }

  async #destroyEach(): Promise<void> {
    const options = { allowInRunningState: true }
    const destroyed = this.environments.map((environment) => this.#destroy(environment, options))
    const created = this.pendingIds.map(async (id) => {
      await this.#creations.get(id)?.catch(() => {}) // its client, or the log, has the reason
      const environment = this.#registry.find(id)
      if (environment !== undefined) await this.#destroy(environment, options)
    })
    const ends = await Promise.allSettled([...destroyed, ...created])
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [messageOf(end.reason)] : []))
    if (failures.length > 0) throw new AliecsError('TASKS_FAILED', failures.join('; '))
  }

  async #create(id: string, request: CreateRequest): Promise<Environment> {
    this.#checkOpen()
    return createEnvironment(id, request, this.#services, this.#registry)
  }

  #destroy(environment: Environment, options: DestroyOptions): Promise<void> {
    return destroyEnvironment(environment, options, () => this.#registry.remove(environment))
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new AliecsError('CORE_CLOSING', 'the core is shutting down')
  }

  #background(id: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#services.logger.error({ environmentId: id }, messageOf(error))
    })
  }
}
