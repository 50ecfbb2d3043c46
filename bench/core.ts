import { join } from 'node:path'
import { EnvironmentManager, loadIntegrationPlugins, SimulatedTasks } from '../core/index.js'
import { createTemplateFunctions, loadWorkflow } from '../core/workflow/index.js'
import { type IntegrationPlugin, KafkaPlugin, type Logger, type Publisher } from '../index.js'

const TEMPLATE = join(import.meta.dirname, '../examples/workflows/readout-dataflow.yaml')
const HOSTS_EACH = 3
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Every host is a detector's only one, so that there can be as many environments as anybody wants. */
const inventory = {
  detectors: [],
  detectorForHost: (host: string): string => host.toUpperCase(),
  detectorsForHosts: (hosts: readonly string[]): string[] => hosts.map((host) => host.toUpperCase()).sort(),
}

/** A core with its Kafka plugin, whose tasks answer at once. */
export class BenchCore {
  readonly #manager: EnvironmentManager
  readonly #cycling: string

  private constructor(manager: EnvironmentManager, cycling: string) {
    this.#manager = manager
    this.#cycling = cycling
  }

  /** @param running so many environments are in RUNNING, beside the one that `cycle` is about */
  static async create(publisher: Publisher, running: number): Promise<BenchCore> {
    const kafka = (): IntegrationPlugin => new KafkaPlugin({ publisher, logger: silent })
    const plugins = await loadIntegrationPlugins(['kafka'], { kafka }, silent)
    await plugins.init('bench')
    const functions = createTemplateFunctions({ inventory, logger: silent })
    let runNumber = 500_000
    const manager = new EnvironmentManager({
      loadWorkflow: (file, { defaults, vars, userVars }) =>
        loadWorkflow({
          file,
          globalDefaults: defaults,
          globalVars: vars,
          userVars,
          functions,
          logger: silent,
        }),
      readRuntimeVars: async () => ({ defaults: {}, vars: { kafka_enabled: 'true' } }),
      inventory,
      runNumbers: { next: async () => runNumber++ },
      plugins,
      tasks: new SimulatedTasks({ taskTransitionDelayMs: 0, logger: silent }),
      logger: silent,
    })
    const cycling = await createEnvironment(manager, 0)
    for (let number = 1; number <= running; number++) {
      await control(manager, await createEnvironment(manager, number), 'START_ACTIVITY')
    }
    return new BenchCore(manager, cycling)
  }

  /** Two transitions: START_ACTIVITY and STOP_ACTIVITY. */
  async cycle(): Promise<void> {
    await control(this.#manager, this.#cycling, 'START_ACTIVITY')
    await control(this.#manager, this.#cycling, 'STOP_ACTIVITY')
  }
}

async function createEnvironment(manager: EnvironmentManager, number: number): Promise<string> {
  const hosts = Array.from({ length: HOSTS_EACH }, (_, index) => `d${number}x${index}`)
  const { id } = await manager.create({ template: TEMPLATE, userVars: { hosts: JSON.stringify(hosts) } })
  return id
}

async function control(manager: EnvironmentManager, id: string, event: string): Promise<void> {
  const { error } = await manager.control(id, event)
  if (error !== null) throw error
}
