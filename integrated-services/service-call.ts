import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError } from '../errors.js'
import { parseGoDuration } from '../go-duration.js'
import type { CallWorkflow, Clock, IntegratedServiceEvent, VarStack } from '../plugin/host.js'
import { timerDelay } from '../timers.js'
import { type JsonObject, payloadText } from './payload.js'
import type { Progress } from './progress.js'
import { RpcError } from './rpc-error.js'
import { SIMULATED_FAILURE, type Simulation } from './simulation.js'

export interface ServiceCallOptions {
  functionName: string
  /** As the service is called in errors about its connection. */
  system: string
  vars: VarStack
  workflow: CallWorkflow | undefined
  simulation: Simulation
  emit: (event: IntegratedServiceEvent) => void
  clock: Clock
  /** Aborted when the service is closed. */
  closed: AbortSignal
}

/** What an event has beside its step and its progress. */
export interface Details {
  payload?: JsonObject
  error?: string
  /** The call's own where not given. */
  environmentId?: string
  timestampMs?: number
}

const DEFAULT_TIMEOUT_MS = 30_000

/** One call of a function of a simulated service: what it was given, and what it can do. */
export class ServiceCall {
  readonly functionName: string
  readonly vars: VarStack
  readonly environmentId: string
  readonly timeoutMs: number
  readonly delayMs: number
  readonly clock: Clock
  /** The function that is named when the call fails. */
  blamed: string
  readonly #options: ServiceCallOptions
  readonly #deadline: number

  constructor(options: ServiceCallOptions) {
    this.#options = options
    this.functionName = options.functionName
    this.blamed = options.functionName
    this.vars = options.vars
    this.environmentId = options.vars['environment_id'] ?? ''
    this.timeoutMs = parseGoDuration(options.vars['__call_timeout'] ?? '') ?? DEFAULT_TIMEOUT_MS
    this.delayMs = options.simulation.delayMs
    this.clock = options.clock
    this.#deadline = performance.now() + this.timeoutMs
  }

  /** 0 where there is none, as in the original. */
  get runNumber(): number {
    const text = this.vars['run_number'] ?? ''
    return /^\d+$/.test(text) ? Number(text) : 0
  }

  /** The same call, with events that belong to no environment. */
  withoutEnvironment(): ServiceCall {
    const options = this.#options
    return new ServiceCall({ ...options, vars: { ...options.vars, environment_id: '' } })
  }

  get remainingMs(): number {
    return Math.max(0, this.#deadline - performance.now())
  }

  setRootVar(name: string, value: string): void {
    this.#options.workflow?.setRootVar(name, value)
  }

  deleteRootVar(name: string): void {
    this.#options.workflow?.deleteRootVar(name)
  }

  leafVars(): VarStack[] {
    return this.#options.workflow?.leafVars() ?? []
  }

  tell(step: string, [operationStatus, stepStatus]: Progress, details: Details = {}): void {
    const { payload, error, timestampMs, environmentId = this.environmentId } = details
    this.#options.emit({
      environmentId,
      name: this.vars['__call_rolepath'] ?? '',
      operationName: this.vars['__call_func'] ?? '',
      operationStatus,
      operationStep: step,
      operationStepStatus: stepStatus,
      ...(error === undefined ? {} : { error }),
      payload: payload === undefined ? '' : payloadText(payload),
      ...(timestampMs === undefined ? {} : { timestampMs }),
    })
  }

  /** How this call to the service has to fail, an empty text where that is left open; none where it has not to. */
  failuresOf(serviceCall: string): string[] {
    return this.#options.simulation.failuresOf(this.functionName, serviceCall)
  }

  /** @throws AliecsError CALL_FAILED when the service is closed, or simulates that it has no connection */
  requireConnection(serviceCall: string): void {
    const { closed, system } = this.#options
    if (closed.aborted) {
      throw new AliecsError('CALL_FAILED', `${system} plugin not initialized, ${serviceCall} impossible`)
    }
    if (this.failuresOf(serviceCall).includes('unconnected')) {
      throw new AliecsError(
        'CALL_FAILED',
        `${system} client connection not available, ${serviceCall} impossible`,
      )
    }
  }

  /**
   * Waits as long as the service takes to answer.
   *
   * @throws RpcError when it does not answer in time, simulates that nobody can reach it, or is closed
   */
  async answer(serviceCall: string): Promise<void> {
    await this.wait(this.delayMs)
    if (this.failuresOf(serviceCall).includes('unreachable'))
      throw new RpcError('Unavailable', SIMULATED_FAILURE)
  }

  /** @throws RpcError when the call's time is over first, or the service is closed */
  async wait(ms: number): Promise<void> {
    const { remainingMs } = this
    try {
      await sleep(timerDelay(Math.min(ms, remainingMs)), undefined, { signal: this.#options.closed })
    } catch {
      throw new RpcError('Canceled', 'the simulated service was closed')
    }
    if (ms > remainingMs) throw new RpcError('DeadlineExceeded', 'context deadline exceeded')
  }
}
