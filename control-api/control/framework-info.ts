import type { GetFrameworkInfoReply } from '#generated/grpc/o2control/GetFrameworkInfoReply.js'
import type { Version } from '#generated/grpc/o2control/Version.js'
import type { CallContext } from '../service.js'
import { CORE_TRAILER, encodeText } from '../trailers.js'
import type { ControlDependencies } from './dependencies.js'
import { availableDetectors } from './detectors.js'

/** Figures of the core; a trailer names the program, because the reply says AliECS for every core. */
export async function getFrameworkInfo(
  { trailers }: Pick<CallContext, 'trailers'>,
  core: ControlDependencies,
): Promise<GetFrameworkInfoReply> {
  const { manager, identity, hosts } = core
  trailers.set(CORE_TRAILER, encodeText(`aliecs-kafka/${identity.version}`))
  const detectorsInInstance = [...(await core.listDetectors())]
  const { environments } = manager
  return {
    frameworkId: identity.frameworkId,
    environmentsCount: environments.length,
    tasksCount: environments.reduce((count, { tasks }) => count + tasks.length, 0),
    state: 'CONNECTED',
    hostsCount: hosts.size,
    instanceName: identity.instanceName,
    version: versionMessage(identity.version),
    configurationEndpoint: identity.configurationEndpoint,
    detectorsInInstance,
    activeDetectors: manager.activeDetectors(),
    availableDetectors: availableDetectors(detectorsInInstance, manager),
    timestamp: core.clock(),
  }
}

function versionMessage(version: string): Version {
  const [, major, minor, patch] = /^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []
  return {
    major: Number(major ?? 0),
    minor: Number(minor ?? 0),
    patch: Number(patch ?? 0),
    productName: 'AliECS',
    versionStr: version,
  }
}
