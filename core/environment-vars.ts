import type { VarStack } from '../plugin/host.js'
import type { AggregatorRole, CallRole } from './workflow/types.js'
import { consolidatedStack, type VarLayers } from './workflow/var-stack.js'

/** The run's moments, as ms since the Unix epoch; empty strings from START to their moment. */
export const RUN_TIMES = [
  'run_start_time_ms',
  'run_start_completion_time_ms',
  'run_end_time_ms',
  'run_end_completion_time_ms',
] as const
export type RunTime = (typeof RUN_TIMES)[number]

/**
 * The variables of one environment: what was read and asked for when it was made, which stays as it is, and what the
 * core writes into the root role while it lives.
 */
export class EnvironmentVars {
  /** Consul defaults, Consul vars, the environment's user vars. */
  readonly globals: VarLayers
  readonly #root: AggregatorRole

  constructor(globals: VarLayers, root: AggregatorRole) {
    this.globals = globals
    this.#root = root
  }

  /** As the root role sees it. */
  get(name: string): string | undefined {
    return this.rootStack()[name]
  }

  /** Everything as the root role sees it; the caller's own copy. */
  rootStack(): VarStack {
    return consolidatedStack(this.#root, this.globals)
  }

  /** As a call role sees it now, and with what its function wants to know of the call. */
  callStack(role: CallRole, environmentId: string): VarStack {
    return {
      ...consolidatedStack(role, this.globals),
      environment_id: environmentId,
      __call_func: role.func,
      __call_timeout: role.timeout,
      __call_trigger: role.trigger,
      __call_await: role.await,
      __call_critical: String(role.critical),
      __call_rolepath: role.path,
    }
  }

  setEnterStateTime(timestampMs: number): void {
    this.#root.userVars['enter_state_time_ms'] = String(timestampMs)
  }

  setRunTime(name: RunTime, timestampMs: number): void {
    this.#root.userVars[name] = String(timestampMs)
  }

  /** A run began and this moment of it has not come yet; false where there was no run. */
  isRunTimeOpen(name: RunTime): boolean {
    return this.#root.userVars[name] === ''
  }

  /** A new run: all four moments are open. */
  clearRunTimes(): void {
    for (const name of RUN_TIMES) this.#root.userVars[name] = ''
  }

  /** In the vars of the root role: a user var of the same name would hide it. */
  setRunNumber(runNumber: number): void {
    this.#root.vars['run_number'] = String(runNumber)
    this.#root.vars['runNumber'] = String(runNumber)
  }

  /** The run is over. */
  retireRunNumber(runNumber: number): void {
    this.#root.vars['last_run_number'] = String(runNumber)
    delete this.#root.vars['run_number']
    delete this.#root.vars['runNumber']
  }
}
