import { hostname } from 'node:os'
import { nanoid } from 'nanoid'
import { createKafkaPublisher, type KafkaPublisherOptions } from '../broker/index.js'
import {
  type DetectorInventory,
  EnvironmentManager,
  type EnvironmentObserver,
  type IntegrationPlugins,
  type LoadWorkflow,
  loadIntegrationPlugins,
  type PluginFactory,
  type ReadRuntimeVars,
  type RunNumberSource,
  SimulatedTasks,
  TestPlugin,
} from '../core/index.js'
import { createTemplateFunctions, loadWorkflow } from '../core/workflow/index.js'
import { coreStartEvent, type EventWriter, eventObserver, integratedServiceEvent } from '../events/index.js'
import { integratedServices } from '../integrated-services/index.js'
import type { Logger, ManagedPublisher } from '../plugin/host.js'
import { KafkaPlugin } from '../plugin/index.js'
import {
  createRunNumberSource,
  type LoadedSettings,
  LostKafkaEnabled,
  readInventory,
  readRuntimeDefaults,
  readVariables,
} from '../settings/index.js'
import { KafkaStreams } from './kafka-streams.js'
import { type KnownPlugin, verifyKafkaClient } from './settings-checks.js'

export interface CoreOptions {
  loaded: LoadedSettings
  logger: Logger
  /** For what environments go through; `logger` where not given. */
  environmentLogger?: Logger
  observers?: readonly EnvironmentObserver[]
  /** For whoever wants to see what is published; called once per producer. */
  createPublisher?: (options: KafkaPublisherOptions) => ManagedPublisher
  /** Looks at what is to be created before anything is told or published; what it throws ends the start. */
  beforeStart?: (manager: EnvironmentManager, plugins: readonly string[]) => Promise<void>
}

/** What could not be brought to its end. */
export interface CoreEnd {
  /** Environments that are still there. */
  environments: string[]
  /** What plugins and the event writer say, undelivered records among it. */
  errors: Error[]
}

export interface Core {
  loaded: LoadedSettings
  /** This start of the core, as `aliecs.core` tells it, and the machine it runs on. */
  identity: { frameworkId: string; hostname: string }
  inventory: DetectorInventory
  plugins: IntegrationPlugins
  manager: EnvironmentManager
  tasks: SimulatedTasks
  runNumbers: RunNumberSource
  loadWorkflow: LoadWorkflow
  readRuntimeVars: ReadRuntimeVars
  /** Of the kafka plugin and of the core's own events; one where both have the same brokers. */
  publishers: readonly ManagedPublisher[]
  /** The core's own events; null where `enableKafka` is false. */
  events: EventWriter | null
  /** Environments go first, then what plugins and events still have to say. May be called again. */
  close(): Promise<CoreEnd>
}

/**
 * A core as the settings want it, ready for environments: the one place where settings, Kafka, plugin and core meet.
 *
 * @throws AliecsError PLUGIN_UNKNOWN, KFK_CLIENT_OPTION, SETTINGS_SOURCE; whatever `beforeStart` throws
 */
export async function startCore(options: CoreOptions): Promise<Core> {
  const { loaded, logger, environmentLogger = logger, observers = [] } = options
  const { settings, tree } = loaded
  const { createPublisher = createKafkaPublisher } = options
  if (settings.enableKafka) await verifyKafkaClient(loaded)
  const kafka = new KafkaStreams(loaded, createPublisher, logger)
  const known: Record<KnownPlugin, PluginFactory> = {
    testplugin: () => new TestPlugin(logger),
    ...integratedServices({
      emit: (service, event) => events?.write(integratedServiceEvent(service, event, Date.now())),
      logger,
    }),
    kafka: () => {
      const publisher = kafka.pluginPublisher()
      return new KafkaPlugin({ publisher, logger, drainTimeoutMs: settings.shutdownTimeoutMs })
    },
  }
  const inventory = await readInventory(tree)
  const plugins = await loadIntegrationPlugins(pluginNames(loaded, logger), known, logger)
  const events = kafka.eventWriter()

  const functions = createTemplateFunctions({ inventory, logger })
  const identity = { frameworkId: nanoid(), hostname: hostname() }
  const tasks = new SimulatedTasks({ taskTransitionDelayMs: settings.taskTransitionDelayMs, logger })
  const lostKafkaEnabled = new LostKafkaEnabled(logger)
  const sources = {
    loadWorkflow: (file, { defaults, vars, userVars }) =>
      loadWorkflow({ file, globalDefaults: defaults, globalVars: vars, userVars, functions, logger }),
    readRuntimeVars: async () => {
      const defaults = await readRuntimeDefaults(tree, identity)
      const vars = await readVariables(tree, 'vars')
      lostKafkaEnabled.look(vars)
      return { defaults, vars }
    },
  } satisfies { loadWorkflow: LoadWorkflow; readRuntimeVars: ReadRuntimeVars }
  const runNumbers = createRunNumberSource(tree, settings.coreWorkingDir, logger)
  const manager = new EnvironmentManager({
    ...sources,
    inventory,
    runNumbers,
    plugins,
    tasks,
    logger: environmentLogger,
    observers: [...(events === null ? [] : [eventObserver(events)]), ...observers],
    limits: { taskTimeoutMs: settings.transitionTimeoutMs, deployTimeoutMs: settings.transitionTimeoutMs },
  })

  try {
    await options.beforeStart?.(manager, plugins.names)
  } catch (error) {
    await Promise.all(kafka.publishers.map((publisher) => publisher.close(0)))
    throw error
  }
  await plugins.init(settings.instanceName)
  events?.write(coreStartEvent(identity.frameworkId, Date.now()))

  let end: Promise<CoreEnd> | undefined
  const close = async (): Promise<CoreEnd> => {
    const environments = await manager.shutdown(settings.shutdownTimeoutMs)
    events?.flush()
    const errors = await plugins.destroy()
    return { environments, errors: [...errors, ...(await kafka.close(events))] }
  }
  return {
    loaded,
    identity,
    inventory,
    plugins,
    ...sources,
    manager,
    tasks,
    runNumbers,
    publishers: kafka.publishers,
    events,
    close: () => {
      end ??= close()
      return end
    },
  }
}

/** `enableKafka` false keeps the kafka plugin out, whatever the list says. */
function pluginNames({ settings, origins }: LoadedSettings, logger: Logger): string[] {
  const names = [...settings.integrationPlugins]
  if (settings.enableKafka || !names.includes('kafka')) return names
  const origin = origins.get('enableKafka') ?? 'default'
  logger.warn({}, `enableKafka is false (${origin}): the kafka plugin is not loaded, nothing goes to Kafka`)
  return names.filter((name) => name !== 'kafka')
}
