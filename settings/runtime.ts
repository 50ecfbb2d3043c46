import { messageOf } from '../errors.js'
import type { Logger, VarStack } from '../plugin/host.js'
import { formatEndpoint } from './endpoints.js'
import type { ConfigurationTree } from './types.js'
import { parseSettingsUri } from './uri.js'

export interface CoreIdentity {
  frameworkId: string
  /** Of the machine that the core runs on. */
  hostname: string
}

/**
 * Reads the variables of every environment that are weaker than a template's, from `o2/runtime/aliecs/defaults`, with
 * {@link coreDefaults}.
 *
 * @throws AliecsError SETTINGS_SOURCE
 * Source: AliceO2Group/Control, apricot/local/service.go, GetDefaults
 */
export async function readRuntimeDefaults(tree: ConfigurationTree, core: CoreIdentity): Promise<VarStack> {
  return { ...(await readVariables(tree, 'defaults')), ...coreDefaults(tree, core) }
}

/**
 * Reads `o2/runtime/aliecs/vars` for the lists of templates, which are shown without them as well: a failure is a warning and
 * no variables. Environments are created with {@link readVariables}.
 */
export async function readShownVars(tree: ConfigurationTree, logger: Logger): Promise<VarStack> {
  try {
    return await readVariables(tree, 'vars')
  } catch (error) {
    const key = 'o2/runtime/aliecs/vars'
    logger.warn({ key }, `no variables from ${key}: ${messageOf(error)}`)
    return {}
  }
}

/**
 * Where the configuration is (`consul_base_uri`, `consul_hostname`, `consul_port`, `consul_endpoint`; empty without Consul)
 * and who the core is (`framework_id`, `core_hostname`).
 */
export function coreDefaults(tree: ConfigurationTree, core: CoreIdentity): VarStack {
  const uri = parseSettingsUri(tree.uri)
  const endpoint = uri.scheme === 'consul' ? uri.endpoint : undefined
  return {
    consul_base_uri: endpoint === undefined ? '' : tree.uri,
    consul_hostname: endpoint?.host ?? '',
    consul_port: endpoint === undefined ? '' : String(endpoint.port),
    consul_endpoint: endpoint === undefined ? '' : formatEndpoint(endpoint),
    framework_id: core.frameworkId,
    core_hostname: core.hostname,
  }
}

/**
 * Reads `o2/runtime/aliecs/vars`, stronger than a template's variables, or `…/defaults`: one level, without folders below. Values
 * are as written, white space and all.
 *
 * @throws AliecsError SETTINGS_SOURCE
 */
export async function readVariables(tree: ConfigurationTree, layer: 'defaults' | 'vars'): Promise<VarStack> {
  const entries = Object.entries(await tree.list(`o2/runtime/aliecs/${layer}`))
  return Object.fromEntries(entries.filter(([key]) => !key.includes('/')))
}
