import type { IntegratedServiceInfo } from '#generated/grpc/o2control/IntegratedServiceInfo.js'
import type { ListIntegratedServicesReply } from '#generated/grpc/o2control/ListIntegratedServicesReply.js'
import type { IntegrationPlugin } from '../../plugin/host.js'
import type { ControlDependencies } from './dependencies.js'

/**
 * Every plugin that clients look for, loaded or not.
 * Source: AliceO2Group/Control, core/server.go, GetIntegratedServices; the plugins that its main registers.
 */
const REGISTERED = ['bookkeeping', 'ccdb', 'dcs', 'ddsched', 'kafka', 'lhc', 'odc', 'testplugin', 'trg']

export function getIntegratedServices(core: ControlDependencies): ListIntegratedServicesReply {
  const { manager, plugins, clock } = core
  const ids = manager.environments.map(({ id }) => id)
  const names = [...new Set([...REGISTERED, ...plugins.names])].sort()
  const records = names.map((name) => [name, serviceInfo(plugins.get(name), ids)] as const)
  return { services: Object.fromEntries(records), timestamp: clock() }
}

/** Empty for one that is not loaded. */
function serviceInfo(
  plugin: IntegrationPlugin | undefined,
  environmentIds: readonly string[],
): IntegratedServiceInfo {
  if (plugin === undefined) return {}
  return {
    name: plugin.getPrettyName(),
    enabled: true,
    endpoint: plugin.getEndpoint(),
    connectionState: plugin.getConnectionState(),
    data: plugin.getData(environmentIds),
  }
}
