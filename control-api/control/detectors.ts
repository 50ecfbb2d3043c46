import type { GetActiveDetectorsReply } from '#generated/grpc/o2control/GetActiveDetectorsReply.js'
import type { GetAvailableDetectorsReply } from '#generated/grpc/o2control/GetAvailableDetectorsReply.js'
import type { EnvironmentManager } from '../../core/index.js'
import type { ControlDependencies } from './dependencies.js'

export function getActiveDetectors({ manager, clock }: ControlDependencies): GetActiveDetectorsReply {
  return { detectors: manager.activeDetectors(), timestamp: clock() }
}

export async function getAvailableDetectors(core: ControlDependencies): Promise<GetAvailableDetectorsReply> {
  const all = await core.listDetectors()
  return { detectors: availableDetectors(all, core.manager), timestamp: core.clock() }
}

/** Those that no environment has. */
export function availableDetectors(all: readonly string[], manager: EnvironmentManager): string[] {
  const active = new Set(manager.activeDetectors())
  return all.filter((detector) => !active.has(detector))
}
