import { listed, quoted } from '../excerpt.js'
import { findNearMiss } from '../settings/near-miss.js'
import type { EnvironmentVars } from './environment-vars.js'
import type { DetectorInventory } from './services.js'
import { parseTextList } from './text-list.js'

/** Sentences about one environment; beyond that only their number. */
const MOST_WARNINGS = 10

/**
 * AliECS takes any `detectors`, and tells them to everybody: what is most likely a slip is said when the environment is made,
 * because nothing else will ever say it. A list that is no JSON array of texts is for the calls that need it.
 *
 * @param vars of an environment whose hosts are known to the inventory
 * @returns a sentence for each detector that nobody has, that no host belongs to, or that is not named; of more than ten the
 *   last one has the number of the others
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
