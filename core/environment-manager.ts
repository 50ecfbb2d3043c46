import { AliecsError, messageOf } from '../errors.js'
import type { Clock, Logger } from '../plugin/host.js'
import { runAutomatically } from './auto-environment.js'
import { type CreateRequest, type CreationServices, prepareEnvironment, tellCreation } from './creation.js'
import { type DestroyOptions, destroyEnvironment } from './destruction.js'
import type { Environment } from './environment.js'
import { type ClientEvent, isClientEvent, type State } from './fsm.js'
import { newId } from './identifiers.js'
import type { IntegrationPlugins } from './integration-plugins.js'
import { logObserver } from './log-observer.js'
import { type EnvironmentObserver, type RequestUser, tellAll } from './observer.js'
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

/** What became of a transition that a client asked for. */
export interface ControlOutcome {
  state: State
  runNumber: number | null
  /** Of the transition itself, without the GO_ERROR that may have followed. */
  startMs: number
  endMs: number
  /** Why the environment is in ERROR now; null where the transition was successful. */
  error: AliecsError | null
}

/** All environments of a core, and everything that clients can ask of them. */
export class EnvironmentManager {
  readonly #services: CreationServices
  readonly #environments = new Map<string, Environment>()
  /** Being made: what was asked for, and the end of it. */
  readonly #creations = new Map<string, Promise<unknown>>()
  #isOpen = true

  constructor(options: EnvironmentManagerOptions) {
    const { logger, observers = [], limits, clock = Date.now, ...services } = options
    this.#services = {
      ...services,
      logger,
      clock,
      observer: tellAll([logObserver(logger), ...observers], logger),
      limits: { ...DEFAULT_LIMITS, ...limits },
    }
  }

  /** In the order of their creation. */
  get environments(): Environment[] {
    return [...this.#environments.values()]
  }

  /** Of environments that are still being made, before they are in `environments`. */
  get pendingIds(): string[] {
    return [...this.#creations.keys()].filter((id) => !this.#environments.has(id))
  }

  /** @throws AliecsError ENVIRONMENT_UNKNOWN */
  environment(id: string): Environment {
    const environment = this.#environments.get(id)
    if (environment !== undefined) return environment
    throw new AliecsError('ENVIRONMENT_UNKNOWN', `no environment with id ${id}`)
  }

  findEnvironment(id: string): Environment | undefined {
    return this.#environments.get(id)
  }

  /** Those of all environments, sorted. */
  activeDetectors(): string[] {
    return [...new Set(this.environments.flatMap(({ detectors }) => detectors))].sort()
  }

  /**
   * Loads the template, then DEPLOY and CONFIGURE. When that fails the environment is gone again.
   *
   * @throws AliecsError TEMPLATE_INVALID, HOST_UNKNOWN, DETECTOR_IN_USE, TASKS_FAILED, HOOK_FAILED…
   */
  create(request: CreateRequest): Promise<Environment> {
    return this.begin(request).created
  }

  /** As `create`, with the id that the environment has, or will have, at once. */
  begin(request: CreateRequest): { id: string; created: Promise<Environment> } {
    const id = newId()
    const created = this.#create(id, request)
    this.#creations.set(id, created)
    const forget = (): boolean => this.#creations.delete(id)
    created.then(forget, forget)
    return { id, created }
  }

  /** As `begin`, for callers who do not wait: the log says what went wrong. */
  createAsync(request: CreateRequest): string {
    const { id, created } = this.begin(request)
    this.#background(id, created)
    return id
  }

  /**
   * Creates an environment that goes through one run by itself: START_ACTIVITY, the end that its tasks bring about,
   * RESET, and it is gone.
   */
  createAuto(request: CreateRequest): { id: string; finished: Promise<void> } {
    const { id, created } = this.begin(request)
    const finished = created.then((environment) =>
      runAutomatically(environment, { destroy: (force) => this.#tearDown(environment, force) }),
    )
    this.#background(id, finished)
    return { id, finished }
  }

  /**
   * One transition; whatever goes wrong with it, one that the state does not allow included, leads to ERROR.
   *
   * @returns what came of it: an environment in ERROR is no exception
   * @throws AliecsError ENVIRONMENT_UNKNOWN; TRANSITION_INVALID for events that clients may not ask for; the error of
   *   GO_ERROR where that failed too, the environment is in ERROR by force then
   */
  async control(
    id: string,
    event: string,
    options: { requestUser?: RequestUser } = {},
  ): Promise<ControlOutcome> {
    this.#checkOpen()
    const environment = this.environment(id)
    if (!isClientEvent(event)) {
      throw new AliecsError('TRANSITION_INVALID', `cannot prepare invalid transition ${event}`)
    }
    if (options.requestUser !== undefined) environment.setRequestUser(options.requestUser)
    return this.#control(environment, event)
  }

  /**
   * Destroys an environment by the gentlest way that its state and the options allow; what fails on that way is done
   * by force.
   *
   * @throws AliecsError ENVIRONMENT_UNKNOWN; TASKS_FAILED when tasks stay even so
   */
  async destroy(id: string, options: DestroyOptions = {}): Promise<void> {
    this.#checkOpen()
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
   * Refuses new requests, then STOP, RESET and teardown of every environment, all at once.
   *
   * @returns the ids of environments that were not gone when the time was over
   */
  async shutdown(timeoutMs: number): Promise<string[]> {
    this.#isOpen = false
    const late = (): Error => new Error(`not within ${timeoutMs} ms`)
    try {
      await within(this.#destroyAll(), timeoutMs, late)
    } catch (error) {
      this.#services.logger.error(
        { environments: [...this.#environments.keys()] },
        `shutdown: ${messageOf(error)}`,
      )
    }
    return [...new Set([...this.#creations.keys(), ...this.#environments.keys()])]
  }

  async #destroyAll(): Promise<void> {
    await Promise.allSettled(this.#creations.values())
    const all = this.environments
    const ends = await Promise.allSettled(
      all.map((each) => this.#destroy(each, { allowInRunningState: true })),
    )
    const failures = ends.flatMap((end) => (end.status === 'rejected' ? [messageOf(end.reason)] : []))
    if (failures.length > 0) throw new Error(failures.join('; '))
  }

  async #create(id: string, request: CreateRequest): Promise<Environment> {
    const services = this.#services
    tellCreation(id, request, services, 'starting')
    try {
      this.#checkOpen()
      const environment = await prepareEnvironment(id, request, services)
      this.#take(environment)
      environment.tellLoaded(request.template)
      try {
        await environment.enterStandby()
        await environment.tryTransition('DEPLOY')
        await environment.tryTransition('CONFIGURE')
      } catch (error) {
        await this.#giveUp(environment, error)
        throw error
      }
      environment.watch.start()
      return environment
    } catch (error) {
      tellCreation(id, request, services, 'failed', messageOf(error))
      throw error
    }
  }

  /** From here on its detectors are taken. Nothing happens between the check and that. */
  #take(environment: Environment): void {
    const active = new Set(this.activeDetectors())
    const taken = environment.detectors.find((detector) => active.has(detector))
    if (taken !== undefined) throw new AliecsError('DETECTOR_IN_USE', `detector ${taken} is already in use`)
    this.#environments.set(environment.id, environment)
  }

  async #giveUp(environment: Environment, cause: unknown): Promise<void> {
    const { logger } = this.#services
    const fields = { environmentId: environment.id }
    await environment.goError(`deployment or configuration failed: ${messageOf(cause)}`)
    await this.#tearDown(environment, true).catch((error: unknown) => {
      logger.error(fields, `not gone after its creation failed: ${messageOf(error)}`)
    })
  }

  async #control(environment: Environment, event: ClientEvent): Promise<ControlOutcome> {
    const { clock } = this.#services
    const startMs = clock()
    let failure: AliecsError | null = null
    try {
      await environment.tryTransition(event)
    } catch (error) {
      if (!(error instanceof AliecsError)) throw error
      failure = error
    }
    const endMs = clock()
    if (failure !== null) {
      const error = await environment.goError(`transition ${event} failed: ${failure.message}`)
      if (error !== null) throw error
    }
    return { state: environment.state, runNumber: environment.runNumber, startMs, endMs, error: failure }
  }

  async #destroy(environment: Environment, options: DestroyOptions): Promise<void> {
    await destroyEnvironment(environment, options, (force) => this.#tearDown(environment, force))
  }

  async #tearDown(environment: Environment, force: boolean): Promise<void> {
    await environment.tearDown(force)
    this.#environments.delete(environment.id)
  }

  #checkOpen(): void {
    if (!this.#isOpen) throw new AliecsError('TRANSITION_INVALID', 'the core is shutting down')
  }

  #background(id: string, work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      this.#services.logger.error({ environmentId: id }, messageOf(error))
    })
  }
}
