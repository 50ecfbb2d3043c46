import type { ApricotHandlers } from '#generated/grpc/apricot/Apricot.js'
import { APRICOT } from '../definitions.js'
import type { GrpcService, ServiceMethods } from '../service.js'
import type { ApricotOptions } from './dependencies.js'
import {
  getDetectorForHost,
  getDetectorsForHosts,
  getDetectorsInventory,
  getHostInventory,
  listDetectors,
} from './inventory.js'
import { getRuntimeEntries, getRuntimeEntry, listRuntimeEntries, setRuntimeEntry } from './runtime-entries.js'
import { getDefaults, getVars } from './variables.js'

/** `apricot.Apricot`: what the AliECS GUI and other clients ask of the configuration. */
export function apricotService(options: ApricotOptions): GrpcService {
  const { runNumbers, tree } = options
  const implementation: ServiceMethods<ApricotHandlers> = {
    NewRunNumber: async () => ({ runNumber: await runNumbers.next() }),
    GetDefaults: () => getDefaults(options),
    GetVars: () => getVars(tree),
    ListDetectors: (request) => listDetectors(request, tree),
    GetHostInventory: (request) => getHostInventory(request, tree),
    GetDetectorsInventory: () => getDetectorsInventory(tree),
    GetDetectorForHost: (request) => getDetectorForHost(request, tree),
    GetDetectorsForHosts: (request) => getDetectorsForHosts(request, tree),
    GetRuntimeEntry: (request) => getRuntimeEntry(request, tree),
    SetRuntimeEntry: (request) => setRuntimeEntry(request, options),
    GetRuntimeEntries: (request) => getRuntimeEntries(request, tree),
    ListRuntimeEntries: (request) => listRuntimeEntries(request, tree),
  }
  return { definition: APRICOT, implementation }
}
