import { findNearMiss } from '../settings/near-miss.js'
import { parseTextList } from './environment.js'
import type { EnvironmentVars } from './environment-vars.js'
import type { DetectorInventory } from './services.js'

/**
 * AliECS takes any `detectors`, and tells them to everybody: what is most likely a slip is said when the environment is made,
 * because nothing else will ever say it. A list that is no JSON array of texts is for the calls that need it.
 *
 * @param vars of an environment whose hosts are known to the inventory
 * @returns a sentence for each detector that nobody has, that no host belongs to, or that is not named
 */
export function detectorWarnings(vars: EnvironmentVars, inventory: DetectorInventory): string[] {
  const named = parseTextList(vars.get('detectors'))
  const { detectors: known } = inventory
  if (named === null || known.length === 0) return []
  const hosts = parseTextList(vars.get('hosts')) ?? []
  const read = inventory.detectorsForHosts(hosts)
  const hostsText = hosts.length === 0 ? 'there are no hosts' : `hosts are ${hosts.join(', ')}`
  return [
    ...unique(named).flatMap((name) => {
      if (!known.includes(name)) return unknownText(name, known)
      return read.includes(name) ? [] : `detectors names ${name}, which no host belongs to: ${hostsText}`
    }),
    ...read
      .filter((name) => !named.includes(name))
      .map((name) => `detectors does not name ${name}: ${hostsOf(name, hosts, inventory)}`),
  ]
}

function unknownText(name: string, known: readonly string[]): string {
  const near = findNearMiss(name, known)
  const hint = near === undefined ? '' : `; did you mean ${near}?`
  const there = `the configuration has ${known.join(', ')}`
  return `detectors names ${JSON.stringify(name)}, which does not exist: ${there}${hint}`
}

function hostsOf(detector: string, hosts: readonly string[], inventory: DetectorInventory): string {
  const own = unique(hosts).filter((host) => inventory.detectorsForHosts([host]).includes(detector))
  return `${own.join(', ')} ${own.length === 1 ? 'belongs' : 'belong'} to it`
}

function unique(names: readonly string[]): string[] {
  return [...new Set(names)]
}
