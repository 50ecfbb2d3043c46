import { byBytes } from './by-bytes.js'
import type { ConfigurationTree } from './types.js'

/** The trigger system is among the detectors, yet takes no part in a run as one. */
const TRIGGER = 'TRG'

/**
 * The hosts of every detector, from `o2/hardware/detectors/<DET>/flps/<host>/…`, both sorted.
 *
 * @throws AliecsError SETTINGS_SOURCE
 * Source: AliceO2Group/Control, apricot/local/service.go, GetDetectorsInventory
 */
export async function readDetectors(tree: ConfigurationTree): Promise<Map<string, string[]>> {
  const found = new Map<string, Set<string>>()
  for (const key of Object.keys(await tree.list('o2/hardware/detectors'))) {
    const [detector = '', kind, host = ''] = key.split('/')
    const hosts = found.get(detector) ?? new Set()
    if (kind === 'flps' && host !== '') hosts.add(host)
    if (detector !== '') found.set(detector, hosts)
  }
  const sorted = [...found].sort(([a], [b]) => byBytes(a, b))
  return new Map(sorted.map(([detector, hosts]) => [detector, [...hosts].sort(byBytes)]))
}

/** Those that can be in an environment. */
export function withoutTrigger(detectors: Iterable<string>): string[] {
  return [...detectors].filter((detector) => detector !== TRIGGER)
}

/**
 * Every host, in a detector or only in `o2/hardware/flps/<host>/…`, sorted.
 *
 * @throws AliecsError SETTINGS_SOURCE
 */
export async function readHosts(tree: ConfigurationTree): Promise<string[]> {
  const [flps, detectors] = await Promise.all([tree.list('o2/hardware/flps'), readDetectors(tree)])
  const named = Object.keys(flps).flatMap((key) => key.split('/')[0] || [])
  return [...new Set([...named, ...[...detectors.values()].flat()])].sort(byBytes)
}
