import { AliecsError } from '../errors.js'
import { quoted } from '../excerpt.js'
import type { VarStack } from '../plugin/host.js'
import { parseTextList } from './text-list.js'

/** Limits on the variables of one request, far beyond any that a client of AliECS sends. */
export const VARIABLE_LIMITS = {
  /** Variables in one request. */
  count: 1000,
  /** Characters of a name. */
  name: 256,
  /** Characters of a value. An event of the core shows no more of it either. */
  value: 65_536,
  /** Characters of all names and values together: the events that carry them stay below what Kafka takes. */
  total: 262_144,
} as const
const LONGEST_USER_NAME = 256

/**
 * Checks what a client sends with a new environment, before any of it is kept.
 *
 * @returns characters of all names and values together
 * @throws AliecsError REQUEST_INVALID
 */
export function checkVariables(vars: VarStack): number {
  const entries = Object.entries(vars)
  const { count, name: longestName, value: longestValue, total: most } = VARIABLE_LIMITS
  if (entries.length > count) refuse('vars', `expected at most ${count} variables, got ${entries.length}`)
  let total = 0
  for (const [name, value] of entries) {
    if (name === '') refuse('vars', 'one of them has no name')
    if (name.length > longestName)
      refuse('vars', `expected names of at most ${longestName} characters, got ${quoted(name)}`)
    if (value.length > longestValue)
      refuse(`vars.${name}`, `expected at most ${longestValue} characters, got ${quoted(value)}`)
    total += name.length + value.length
  }
  if (total > most) refuse('vars', `expected at most ${most} characters in all, got ${total}`)
  checkHosts(parseTextList(vars['hosts']) ?? [])
  return total
}

/** Refuses duplicates, so that the inventory bounds the number of roles that a template makes of `hosts`. */
function checkHosts(hosts: readonly string[]): void {
  const seen = new Set<string>()
  for (const host of hosts) {
    if (seen.has(host)) refuse('vars.hosts', `expected each host once, got ${quoted(host)} twice`)
    seen.add(host)
  }
}

/** @throws AliecsError REQUEST_INVALID for a user whose name is longer than 256 characters */
export function checkUser({ name = '' }: { name?: string }): void {
  if (name.length > LONGEST_USER_NAME)
    refuse('requestUser.name', `expected at most ${LONGEST_USER_NAME} characters, got ${quoted(name)}`)
}

function refuse(field: string, problem: string): never {
  throw new AliecsError('REQUEST_INVALID', `${field}: ${problem}`)
}
