import { AliecsError } from '../errors.js'

/** @throws AliecsError CALL_FAILED when the variable is no JSON array of texts */
export function parseDetectorList(variable: string, value: string): string[] {
  try {
    const list: unknown = JSON.parse(value)
    if (Array.isArray(list) && list.every((item): item is string => typeof item === 'string')) return list
  } catch {
    // told below
  }
  const text = `variable ${variable}: expected a JSON array of strings, got ${JSON.stringify(value)}`
  throw new AliecsError('CALL_FAILED', text)
}
