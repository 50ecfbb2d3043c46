import { setMaxListeners } from 'node:events'
import { AliecsError, messageOf } from '../errors.js'
import type {
  CallWorkflow,
  Clock,
  ConnectionState,
  IntegratedServiceEvent,
  IntegrationPlugin,
  Logger,
  PluginCall,
  VarStack,
} from '../plugin/host.js'
import { ServiceCall } from './service-call.js'
import { Simulation } from './simulation.js'

/** A function that call roles may name. @throws AliecsError the reason why the call failed */
export type ServiceFunction = (call: ServiceCall) => Promise<void>

/** What makes one service differ from another. */
export interface Service {
  /** As in `integrationPlugins`. */
  readonly name: string
  readonly prettyName: string
  /** As the service is called in errors of calls: `TRG RunStart call failed`. */
  readonly label: string
  /** As it is called in errors about its connection. */
  readonly system: string
  readonly functions: Readonly<Record<string, ServiceFunction>>
  /** The calls to the service that may be told to fail, and how. */
  readonly failures: { calls: readonly string[]; how: RegExp }
  /** JSON text about an environment; empty where there is nothing to say. */
  environmentData?(environmentId: string): string
  /** The environment is in DONE. */
  environmentGone?(environmentId: string): void
}

export interface SimulatedServiceOptions {
  emit: (event: IntegratedServiceEvent) => void
  logger: Logger
  /** Date.now where not given. */
  clock?: Clock
}

/** A service of the experiment that is not there: it takes the core's calls, waits a little, and tells the events. */
export class SimulatedService implements IntegrationPlugin {
  readonly #service: Service
  readonly #options: Required<SimulatedServiceOptions>
  readonly #closing = new AbortController()

  constructor(service: Service, options: SimulatedServiceOptions) {
    this.#service = service
    this.#options = { clock: Date.now, ...options }
    setMaxListeners(0, this.#closing.signal) // one for each call that waits, of any number of environments
  }

  getName(): string {
    return this.#service.name
  }

  getPrettyName(): string {
    return `${this.#service.prettyName} (simulated)`
  }

  getEndpoint(): string {
    return 'simulated'
  }

  getConnectionState(): ConnectionState {
    return this.#closing.signal.aborted ? 'SHUTDOWN' : 'READY'
  }

  getData(environmentIds: readonly string[]): string {
    return JSON.stringify(this.getEnvironmentsData(environmentIds))
  }

  getEnvironmentsData(environmentIds: readonly string[]): Record<string, string> {
    const data = environmentIds.map((id) => [id, this.#service.environmentData?.(id) ?? ''] as const)
    return Object.fromEntries(data.filter(([, text]) => text !== ''))
  }

  getEnvironmentsShortData(environmentIds: readonly string[]): Record<string, string> {
    return this.getEnvironmentsData(environmentIds)
  }

  async init(_instanceName: string): Promise<void> {
    const { logger } = this.#options
    logger.warn({ plugin: this.#service.name }, `${this.getPrettyName()}: nothing real is behind this plugin`)
  }

  callStack(varStack: VarStack, workflow?: CallWorkflow): Record<string, PluginCall> {
    const bound = Object.entries(this.#service.functions).map(
      ([name, run]) => [name, () => this.#call(name, run, varStack, workflow)] as const,
    )
    return Object.fromEntries(bound)
  }

  objectStack(_varStack: VarStack, _baseConfigStack: VarStack): Record<string, unknown> {
    return {}
  }

  environmentStateChanged(environmentId: string, state: string): void {
    if (state === 'DONE') this.#service.environmentGone?.(environmentId)
  }

  /** Calls on their way fail at once. */
  async destroy(): Promise<void> {
    this.#closing.abort()
  }

  async #call(
    functionName: string,
    run: ServiceFunction,
    vars: VarStack,
    workflow: CallWorkflow | undefined,
  ): Promise<string> {
    const { name, label, system, functions, failures } = this.#service
    // A host may call again with the same variables: an earlier failure must not outlive a success.
    delete vars['__call_error']
    delete vars['__call_error_reason']
    let blamed = functionName
    try {
      const possible = { ...failures, functions: Object.keys(functions) }
      const simulation = Simulation.read(name, vars, possible)
      const { emit, clock } = this.#options
      const closed = this.#closing.signal
      const call = new ServiceCall({ functionName, system, vars, workflow, simulation, emit, clock, closed })
      await run(call).finally(() => {
        blamed = call.blamed
      })
    } catch (error) {
      if (!(error instanceof AliecsError)) throw error
      vars['__call_error'] = `${label} ${blamed} call failed`
      vars['__call_error_reason'] = messageOf(error)
    }
    return ''
  }
}
