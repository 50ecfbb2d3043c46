import { status } from '@grpc/grpc-js'
import type { DetectorEntriesResponse } from '#generated/grpc/apricot/DetectorEntriesResponse.js'
import type { DetectorResponse } from '#generated/grpc/apricot/DetectorResponse.js'
import type { DetectorsRequest__Output } from '#generated/grpc/apricot/DetectorsRequest.js'
import type { DetectorsResponse } from '#generated/grpc/apricot/DetectorsResponse.js'
import type { HostEntriesResponse } from '#generated/grpc/apricot/HostEntriesResponse.js'
import type { HostGetRequest__Output } from '#generated/grpc/apricot/HostGetRequest.js'
import type { HostRequest__Output } from '#generated/grpc/apricot/HostRequest.js'
import type { HostsRequest__Output } from '#generated/grpc/apricot/HostsRequest.js'
import { AliecsError } from '../../errors.js'
import { listed, quoted } from '../../excerpt.js'
import {
  type ConfigurationTree,
  findNearMiss,
  readDetectors,
  readHosts,
  readInventory,
  withoutTrigger,
} from '../../settings/index.js'
import { RpcError } from '../rpc-error.js'

/** Without the trigger system, unless all are asked for. */
export async function listDetectors(
  { getAll }: DetectorsRequest__Output,
  tree: ConfigurationTree,
): Promise<DetectorsResponse> {
  const detectors = [...(await readDetectors(tree)).keys()]
  return { detectors: getAll ? detectors : withoutTrigger(detectors) }
}

/** Those of a detector; without one, all. */
export async function getHostInventory(
  { detector }: HostGetRequest__Output,
  tree: ConfigurationTree,
): Promise<HostEntriesResponse> {
  if (detector === '') return { hosts: await readHosts(tree) }
  const detectors = await readDetectors(tree)
  const hosts = detectors.get(detector)
  if (hosts !== undefined) return { hosts }
  const known = [...detectors.keys()]
  const near = findNearMiss(detector, known)
  const hint = near === undefined ? '; there is' : `; did you mean ${near}? There is`
  const text = `no detector ${quoted(detector)}${hint}: ${listed(known, 50) || 'none'}`
  throw new RpcError(status.NOT_FOUND, text)
}

export async function getDetectorsInventory(tree: ConfigurationTree): Promise<DetectorEntriesResponse> {
  const entries = [...(await readDetectors(tree))].map(([detector, flps]) => [detector, { flps }] as const)
  return { detectorEntries: Object.fromEntries(entries) }
}

export async function getDetectorForHost(
  { hostname }: HostRequest__Output,
  tree: ConfigurationTree,
): Promise<DetectorResponse> {
  if (hostname === '') throw new AliecsError('REQUEST_INVALID', 'hostname: expected a host, got ""')
  return { payload: (await readInventory(tree)).detectorForHost(hostname) }
}

/** Each once, sorted. */
export async function getDetectorsForHosts(
  { hosts }: HostsRequest__Output,
  tree: ConfigurationTree,
): Promise<DetectorsResponse> {
  if (hosts.includes('')) throw new AliecsError('REQUEST_INVALID', 'hosts: expected hosts, got "" among them')
  return { detectors: (await readInventory(tree)).detectorsForHosts(hosts) }
}
