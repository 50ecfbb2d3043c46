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
  return readFlat(tree, 'o2/runtime/aliecs/vars', logger)
}

/**
 * `o2/runtime/aliecs/defaults`: variables of every environment, weaker than a template's, and with them where the
 * configuration is (`consul_base_uri`, `consul_hostname`, `consul_port`, `consul_endpoint`; empty without Consul) and who
 * the core is (`framework_id`, `core_hostname`).
 * Source: AliceO2Group/Control, apricot/local/service.go, GetDefaults
 */
export async function readRuntimeDefaults(
  tree: ConfigurationTree,
  core: CoreIdentity,
  logger: Logger,
): Promise<VarStack> {
  const uri = parseSettingsUri(tree.uri)
  const endpoint = uri.scheme === 'consul' ? uri.endpoint : undefined
  return {
    ...(await readFlat(tree, 'o2/runtime/aliecs/defaults', logger)),
    consul_base_uri: endpoint === undefined ? '' : tree.uri,
    consul_hostname: endpoint?.host ?? '',
    consul_port: endpoint === undefined ? '' : String(endpoint.port),
    consul_endpoint: endpoint === undefined ? '' : formatEndpoint(endpoint),
    framework_id: core.frameworkId,
    core_hostname: core.hostname,
  }
}

/** One level: what lies in folders below is not part of it. */
async function readFlat(tree: ConfigurationTree, folder: string, logger: Logger): Promise<VarStack> {
  try {
    const entries = Object.entries(await tree.list(folder))
    return Object.fromEntries(entries.filter(([key]) => !key.includes('/')))
  } catch (error) {
    logger.warn({ key: folder }, `no variables from ${folder}: ${messageOf(error)}`)
    return {}
  }
}
