import { AliecsError } from '../errors.js'
import { quoted } from '../excerpt.js'
import { type Endpoint, parseEndpoint } from './endpoints.js'
import { redactAddress } from './redact.js'

export type SettingsUri =
  | { scheme: 'consul'; uri: string; endpoint: Endpoint }
  /** `path`: as given, relative to the working directory or absolute. */
  | { scheme: 'file'; uri: string; path: string }

const EXPECTED = 'expected consul://host:port or file://settings.yaml'

/** @throws AliecsError SETTINGS_INVALID, naming the value and what is expected */
export function parseSettingsUri(uri: string): SettingsUri {
  const [, scheme, rest = ''] = /^([a-z]+):\/\/(.*)$/s.exec(uri) ?? []
  if (scheme === 'file' && rest !== '') return { scheme, uri, path: rest }
  if (scheme === 'consul') {
    const endpoint = parseEndpoint(rest.replace(/\/$/, ''))
    if (typeof endpoint !== 'string') return { scheme, uri, endpoint }
    throw invalid(uri, `${EXPECTED} (${endpoint})`)
  }
  if (scheme === undefined && /\.(ya?ml|json)$/.test(uri))
    throw invalid(uri, `did you mean file://${redactAddress(uri)}?`)
  throw invalid(uri, EXPECTED)
}

function invalid(uri: string, expected: string): AliecsError {
  return new AliecsError('SETTINGS_INVALID', `settings address ${quoted(redactAddress(uri))}: ${expected}`)
}
