import { AliecsError } from '../errors.js'
import { excerpt } from '../excerpt.js'
import { byBytes } from './by-bytes.js'
import type { ConfigurationTree } from './types.js'

/** Which host belongs to which detector. */
export interface Inventory {
  /** Every detector that there is, with hosts or without, sorted. */
  readonly detectors: readonly string[]
  /** @throws AliecsError HOST_UNKNOWN */
  detectorForHost(host: string): string
  /**
   * @returns sorted, each once
   * @throws AliecsError HOST_UNKNOWN for the first host in no detector
   */
  detectorsForHosts(hosts: readonly string[]): string[]
}

/**
 * Reads `o2/hardware/detectors/<DET>/flps/<host>/…` at once. A host needs something below it, be it an empty folder.
 *
 * @throws AliecsError SETTINGS_SOURCE
 * Source: AliceO2Group/Control, apricot/local/service.go, GetDetectorForHost
 */
export async function readInventory(tree: ConfigurationTree): Promise<Inventory> {
  const detectors = new Map<string, string>()
  const names = new Set<string>()
  for (const key of Object.keys(await tree.list('o2/hardware/detectors'))) {
    const [detector, kind, host, ...below] = key.split('/')
    if (detector !== undefined && detector !== '') names.add(detector)
    if (detector === undefined || kind !== 'flps' || host === undefined || host === '' || below.length === 0)
      continue
    if (!detectors.has(host)) detectors.set(host, detector) // the first one counts, as in the original
  }
  const detectorForHost = (host: string): string => {
    const detector = detectors.get(host)
    if (detector !== undefined) return detector
    const key = `o2/hardware/detectors/<detector>/flps/${excerpt(host)}/…`
    const text = `detector not found for host ${excerpt(host)}: expected a key ${key} in ${tree.uri}`
    throw new AliecsError('HOST_UNKNOWN', text)
  }
  return {
    detectors: [...names].sort(byBytes),
    detectorForHost,
    detectorsForHosts: (hosts) => [...new Set(hosts.map(detectorForHost))].sort(byBytes),
  }
}
