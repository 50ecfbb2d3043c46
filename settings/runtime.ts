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
 * `o2/runtime/aliecs/vars`: variables of every environment, stronger than a template's. Values are as written, white space
 * and all. What cannot be read is a warning and no variables.
 */
export function readRuntimeVars(tree: ConfigurationTree, logger: Logger): Promise<VarStack> {
  return readFlat(tree, 'vars', logger)
}

/**
 * `o2/runtime/aliecs/defaults`: variables of every environment, weaker than a template's, with {@link coreDefaults}. What
 * cannot be read is a warning and none of them.
 * Source: AliceO2Group/Control, apricot/local/service.go, GetDefaults
 */
export async function readRuntimeDefaults(
  tree: ConfigurationTree,
  core: CoreIdentity,
  logger: Logger,
): Promise<VarStack> {
  return { ...(await readFlat(tree, 'defaults', logger)), ...coreDefaults(tree, core) }
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
 * The variables in `o2/runtime/aliecs/vars` or `…/defaults`, one level: what lies in folders below is not part of it.
 *
 * @throws AliecsError SETTINGS_SOURCE
 */
export async function readVariables(tree: ConfigurationTree, layer: 'defaults' | 'vars'): Promise<VarStack> {
  const entries = Object.entries(await tree.list(`o2/runtime/aliecs/${layer}`))
  return Object.fromEntries(entries.filter(([key]) => !key.includes('/')))
}

async function readFlat(
  tree: ConfigurationTree,
  layer: 'defaults' | 'vars',
  logger: Logger,
): Promise<VarStack> {
  try {
    return await readVariables(tree, layer)
  } catch (error) {
    const key = `o2/runtime/aliecs/${layer}`
    logger.warn({ key }, `no variables from ${key}: ${messageOf(error)}`)
    return {}
  }
}
