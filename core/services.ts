import type { Clock, Logger, VarStack } from '../plugin/host.js'
import type { IntegrationPlugins } from './integration-plugins.js'
import type { EnvironmentObserver } from './observer.js'
import type { TaskManager } from './task-manager.js'
import type { Workflow } from './workflow/types.js'
import type { VarLayers } from './workflow/var-stack.js'

/** How long the core waits for what others do. */
export interface CoreLimits {
  /** For a plugin's function that does not keep its own timeout. */
  callGraceMs: number
  /** Between a critical task's error and GO_ERROR: others may fail with it. */
  errorDelayMs: number
  /** For all tasks to be ACTIVE, where the variable `deploy_timeout` does not say. */
  deployTimeoutMs: number
  /** For a task's answer. */
  taskTimeoutMs: number
  /** For a run number, and for what is read when an environment is made. */
  configurationTimeoutMs: number
  /** Environments at once. @default 2000 */
  environments: number
  /** Characters of the variables that clients gave to all environments together. @default 16777216 */
  variableCharacters: number
}

/** As in the original, where it has a limit. */
export const DEFAULT_LIMITS: Readonly<CoreLimits> = {
  callGraceMs: 1000,
  errorDelayMs: 500,
  deployTimeoutMs: 90_000,
  taskTimeoutMs: 90_000,
  configurationTimeoutMs: 30_000,
  environments: 2000,
  variableCharacters: 16 * 1024 * 1024,
}

/** Where run numbers come from; no two are equal. */
export interface RunNumberSource {
  next(): Promise<number>
}

/** Who works for environments. */
export interface EnvironmentServices {
  tasks: TaskManager
  plugins: IntegrationPlugins
  runNumbers: RunNumberSource
  clock: Clock
  logger: Logger
  observer: EnvironmentObserver
  limits: CoreLimits
}

/** Which detectors hosts belong to; unknown hosts are AliecsError HOST_UNKNOWN. */
export interface DetectorInventory {
  /** Every detector that there is, sorted. */
  readonly detectors: readonly string[]
  detectorsForHosts(hosts: readonly string[]): string[]
}

/** Loads a template for one environment; the variables are those above its root role. */
export type LoadWorkflow = (file: string, globals: VarLayers) => Workflow | Promise<Workflow>

/** Reads `o2/runtime/aliecs/{defaults,vars}`. */
export type ReadRuntimeVars = () => Promise<{ defaults: VarStack; vars: VarStack }>
