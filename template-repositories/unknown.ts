import { AliecsError } from '../errors.js'
import { findNearMiss } from '../settings/index.js'

const MOST_NAMES = 20

/**
 * A name that nothing has: what was probably meant, and what there is.
 *
 * @param where begins with a blank, or is empty
 */
export function unknown(what: string, name: string, where: string, known: readonly string[]): AliecsError {
  const near = findNearMiss(name, known)
  const hint = near === undefined ? '; there is' : `; did you mean ${near}? There is`
  const more = known.length > MOST_NAMES ? `, and ${known.length - MOST_NAMES} more` : ''
  const names = known.length === 0 ? 'none' : `${known.slice(0, MOST_NAMES).join(', ')}${more}`
  return new AliecsError('TEMPLATE_UNKNOWN', `no ${what} ${JSON.stringify(name)}${where}${hint}: ${names}`)
}
