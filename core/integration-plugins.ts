import { AliecsError, messageOf } from '../errors.js'
import type { CallWorkflow, IntegrationPlugin, Logger, PluginCall, VarStack } from '../plugin/host.js'
import { parseCallExpression } from './workflow/call-expression.js'
import type { CallRole } from './workflow/types.js'

/** How a plugin comes to life, once it is known to be wanted. */
export type PluginFactory = () => IntegrationPlugin | Promise<IntegrationPlugin>

/**
 * The plugins named in `integrationPlugins`, made but not yet initialised.
 *
 * @throws AliecsError PLUGIN_UNKNOWN naming what `known` has no factory for, and what it has
 */
export async function loadIntegrationPlugins(
  names: readonly string[],
  known: Readonly<Record<string, PluginFactory>>,
  logger: Logger,
): Promise<IntegrationPlugins> {
  const unknown = names.filter((name) => !Object.hasOwn(known, name))
  if (unknown.length > 0) {
    const have = Object.keys(known).sort().join(', ')
    throw new AliecsError(
      'PLUGIN_UNKNOWN',
      `integrationPlugins: no plugin ${unknown.join(', ')} (known: ${have})`,
    )
  }
  const plugins = new Map<string, IntegrationPlugin>()
  for (const name of new Set(names)) {
    const plugin = await known[name]?.()
    if (plugin !== undefined) plugins.set(name, plugin)
  }
  return new IntegrationPlugins(plugins, logger)
}

/** The loaded integration plugins, by name. */
export class IntegrationPlugins {
  readonly #plugins: ReadonlyMap<string, IntegrationPlugin>
  readonly #logger: Logger

  constructor(plugins: ReadonlyMap<string, IntegrationPlugin>, logger: Logger) {
    this.#plugins = plugins
    this.#logger = logger
  }

  get names(): string[] {
    return [...this.#plugins.keys()]
  }

  get(name: string): IntegrationPlugin | undefined {
    return this.#plugins.get(name)
  }

  /** One after the other, in the order of the settings. */
  async init(instanceName: string): Promise<void> {
    for (const plugin of this.#plugins.values()) await plugin.init(instanceName)
  }

  /**
   * All of them, whatever each says.
   *
   * @returns what they could not bring to its end
   */
  async destroy(): Promise<Error[]> {
    const ends = await Promise.allSettled([...this.#plugins.values()].map((plugin) => plugin.destroy()))
    return ends.flatMap((end) =>
      end.status === 'fulfilled'
        ? []
        : [end.reason instanceof Error ? end.reason : new Error(String(end.reason))],
    )
  }

  /**
   * The function that a call role names, bound to its var stack.
   *
   * @throws AliecsError CALL_FAILED when its plugin is not loaded or has no such function
   */
  findCall(role: CallRole, varStack: VarStack, workflow?: CallWorkflow): PluginCall {
    const { plugin: name, function: method } = parseCallExpression(role.func)
    const plugin = this.#plugins.get(name)
    if (plugin === undefined)
      throw new AliecsError('CALL_FAILED', `${role.func}: plugin ${name} is not loaded`)
    const calls = plugin.callStack(varStack, workflow)
    const call = Object.hasOwn(calls, method) ? calls[method] : undefined
    if (call === undefined) {
      throw new AliecsError('CALL_FAILED', `${role.func}: plugin ${name} has no function ${method}`)
    }
    return call
  }

  /**
   * What is wrong with a call of a plugin that is loaded, before it is made. A plugin that is not loaded is no mistake:
   * the same template serves cores with and without it, its calls fail one by one.
   */
  findProblem(role: CallRole): string | undefined {
    const { plugin: name, function: method, args } = parseCallExpression(role.func)
    const plugin = this.#plugins.get(name)
    if (plugin === undefined) return undefined
    const have = Object.keys(plugin.callStack({}))
    if (!have.includes(method)) {
      return `${role.func}: plugin ${name} has no function ${method} (it has ${have.join(', ')})`
    }
    return args.length === 0 ? undefined : `${role.func}: functions of plugins take no arguments`
  }

  environmentStateChanged(environmentId: string, state: string): void {
    this.#tell(environmentId, state, (plugin) => plugin.environmentStateChanged?.(environmentId, state))
  }

  runEnded(environmentId: string): void {
    this.#tell(environmentId, 'the end of a run', (plugin) => plugin.runEnded?.(environmentId))
  }

  #tell(environmentId: string, what: string, tell: (plugin: IntegrationPlugin) => void): void {
    for (const [name, plugin] of this.#plugins) {
      try {
        tell(plugin)
      } catch (error) {
        this.#logger.error({ environmentId, plugin: name }, `told of ${what}: ${messageOf(error)}`)
      }
    }
  }
}
