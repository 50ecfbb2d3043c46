import { AliecsError } from '../errors.js'
import { quoted } from '../excerpt.js'

/** ALICE has 20 of them. Every step of a service reports each. */
const MOST_DETECTORS = 100
/** Length of the list, in characters. */
const LONGEST_LIST = 16_384

const isText = (item: unknown): item is string => typeof item === 'string'

/** @throws AliecsError CALL_FAILED when the variable is no JSON array of texts */
export function parseDetectorList(variable: string, value: string): string[] {
  let expected = 'a JSON array of strings'
  try {
    const list: unknown = value.length > LONGEST_LIST ? null : JSON.parse(value)
    if (Array.isArray(list) && list.every(isText) && list.length <= MOST_DETECTORS) return list
    if (Array.isArray(list) || value.length > LONGEST_LIST) expected += `, at most ${MOST_DETECTORS}`
  } catch {
    // reported below
  }
  const text = `variable ${variable}: expected ${expected}, got ${quoted(value)}`
  throw new AliecsError('CALL_FAILED', text)
}
