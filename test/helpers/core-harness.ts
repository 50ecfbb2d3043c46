import {
  type CoreLimits,
  type EnvironmentEvent,
  EnvironmentManager,
  type EnvironmentObserver,
  type IntegrationPlugins,
  loadIntegrationPlugins,
  type PluginFactory,
  type RunNumberSource,
  SimulatedTasks,
  TestPlugin,
} from '../../core/index.js'
import { createTemplateFunctions, loadWorkflow } from '../../core/workflow/index.js'
import { AliecsError } from '../../errors.js'
import type { Clock, VarStack } from '../../plugin/host.js'
import { MemoryLogger } from './memory-logger.js'

/** The hosts of the recordings. */
const DETECTORS: Record<string, string> = {
  'flp-its-1': 'ITS',
  'flp-tpc-1': 'TPC',
  'flp-mft-1': 'MFT',
  'flp-fdd-1': 'FDD',
}

const inventory = {
  detectors: Object.values(DETECTORS).sort(),
  detectorForHost(host: string): string {
    const detector = DETECTORS[host]
    if (detector === undefined) throw new AliecsError('HOST_UNKNOWN', `detector not found for host ${host}`)
    return detector
  },
  detectorsForHosts: (hosts: readonly string[]): string[] =>
    [...new Set(hosts.map((host) => inventory.detectorForHost(host)))].sort(),
}

/** Times that are never equal, so that equal times in messages mean the same moment. */
export function distinctClock(): Clock {
  let last = 0
  return () => {
    last = Math.max(last + 1, Date.now())
    return last
  }
}

export function countingRunNumbers(): RunNumberSource {
  let last = 0
  return {
    next: async () => {
      last += 1
      return last
    },
  }
}

export interface CoreHarnessOptions {
  /** Beside `testplugin`. */
  plugins?: Record<string, PluginFactory>
  /** An error where they cannot be read. */
  runtime?: { defaults?: VarStack; vars?: VarStack } | Error
  /** Holds every creation back until it resolves, before its workflow is loaded. */
  beforeLoading?: () => Promise<void>
  observers?: EnvironmentObserver[]
  clock?: Clock
  runNumbers?: RunNumberSource
  limits?: Partial<CoreLimits>
  taskTransitionDelayMs?: number
  /** Template texts by name, beside the files. */
  templates?: Record<string, string>
}

export interface CoreHarness {
  manager: EnvironmentManager
  tasks: SimulatedTasks
  plugins: IntegrationPlugins
  logger: MemoryLogger
  events: EnvironmentEvent[]
}

/** A whole core: real loader, simulated tasks, everything else in memory, every delay as short as can be. */
export async function createCoreHarness(options: CoreHarnessOptions = {}): Promise<CoreHarness> {
  const { runtime = {}, plugins: extra = {}, clock = distinctClock() } = options
  const logger = new MemoryLogger()
  const known = { testplugin: () => new TestPlugin(logger), ...extra }
  const plugins = await loadIntegrationPlugins(Object.keys(known), known, logger)
  await plugins.init('harness')
  const tasks = new SimulatedTasks({ taskTransitionDelayMs: options.taskTransitionDelayMs ?? 1, logger })
  const events: EnvironmentEvent[] = []
  const functions = createTemplateFunctions({ inventory, logger })
  const manager = new EnvironmentManager({
    loadWorkflow: (file, { defaults, vars, userVars }) =>
      loadWorkflow({
        file,
        ...textOf(options.templates?.[file]),
        globalDefaults: defaults,
        globalVars: vars,
        userVars,
        functions,
        logger,
      }),
    readRuntimeVars: async () => {
      await options.beforeLoading?.()
      if (runtime instanceof Error) throw runtime
      return { defaults: runtime.defaults ?? {}, vars: runtime.vars ?? {} }
    },
    inventory,
    runNumbers: options.runNumbers ?? countingRunNumbers(),
    plugins,
    tasks,
    logger,
    clock,
    observers: [...(options.observers ?? []), (event) => events.push(event)],
    limits: {
      errorDelayMs: 20,
      callGraceMs: 50,
      taskTimeoutMs: 500,
      deployTimeoutMs: 500,
      ...options.limits,
    },
  })
  return { manager, tasks, plugins, logger, events }
}

const textOf = (text: string | undefined): { text?: string } => (text === undefined ? {} : { text })
