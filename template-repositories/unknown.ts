import { AliecsError } from '../errors.js'
import { listed, quoted } from '../excerpt.js'
import { findNearMiss } from '../settings/index.js'

/**
 * A name that nothing has: what was probably meant, and what there is.
 *
 * @param where begins with a blank, or is empty
 */
export function unknown(what: string, name: string, where: string, known: readonly string[]): AliecsError {
  const near = findNearMiss(name, known)
  const hint = near === undefined ? '; there is' : `; did you mean ${near}? There is`
  const names = known.length === 0 ? 'none' : listed(known)
  return new AliecsError('TEMPLATE_UNKNOWN', `no ${what} ${quoted(name)}${where}${hint}: ${names}`)
}
