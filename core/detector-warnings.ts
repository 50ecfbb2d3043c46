import { listed, quoted } from '../excerpt.js'
import { findNearMiss } from '../settings/near-miss.js'
import type { EnvironmentVars } from './environment-vars.js'
import type { DetectorInventory } from './services.js'
import { parseTextList } from './text-list.js'

/** Limit of sentences about one environment; the last one counts the others. */
const MOST_WARNINGS = 10

/**
 * Warnings about detectors that are probably a mistake. AliECS accepts and publishes any `detectors`, so nothing else would
 * report them. A list that is not a JSON array of strings is left to the calls that need it.
 *
 * @param vars of an environment whose hosts are known to the inventory
 * @returns one sentence per detector that is unknown, has no host, or is not named; at most ten, and the last then counts
 *   the others
 */
export function detectorWarnings(vars: EnvironmentVars, inventory: DetectorInventory): string[] {
  const list = parseTextList(vars.get('detectors'))
  if (list === null || inventory.detectors.length === 0) return []
  const named = new Set(list)
  const hosts = hostsByDetector(new Set(parseTextList(vars.get('hosts')) ?? []), inventory)
  const known = new Set(inventory.detectors)
  const wrong = [...named].filter((name) => !known.has(name) || !hosts.has(name))
  const missing = [...hosts].filter(([name]) => !named.has(name))
  const sentences = [
    ...wrong.map((name) => () => (known.has(name) ? withoutHost(name, hosts) : unknown(name, inventory))),
    ...missing.map(
      ([name, own]) =>
        () =>
          `detectors does not name ${name}: ${listed(own)} ${own.length === 1 ? 'belongs' : 'belong'} to it`,
    ),
  ]
  const shown = sentences.slice(0, MOST_WARNINGS).map((sentence) => sentence())
  const more = sentences.length - shown.length
  return more === 0 ? shown : [...shown, `detectors and hosts differ in ${more} more names`]
}

/** Sorted by detector. */
function hostsByDetector(hosts: ReadonlySet<string>, inventory: DetectorInventory): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const host of hosts) {
    for (const detector of inventory.detectorsForHosts([host])) {
      const own = found.get(detector) ?? []
      found.set(detector, own)
      own.push(host)
    }
  }
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function unknown(name: string, { detectors }: DetectorInventory): string {
  const near = findNearMiss(name, detectors)
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  return `detectors names ${quoted(name)}, which does not exist: the configuration has ${listed(detectors, 50)}${hint}`
}

function withoutHost(name: string, hosts: ReadonlyMap<string, readonly string[]>): string {
  const all = [...hosts.values()].flat()
  const text = all.length === 0 ? 'there are no hosts' : `hosts are ${listed(all)}`
  return `detectors names ${name}, which no host belongs to: ${text}`
}
