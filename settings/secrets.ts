import { REDACTED, redactEntry, withoutCredentials } from './redact.js'
import type { Settings } from './schema.js'
import { isSecretOption } from './secret-options.js'
import { YamlNumber } from './yaml-number.js'

export { withoutCredentials } from './redact.js'
export { isSecretOption } from './secret-options.js'

/** The settings as they may be logged: secrets replaced, of `kafkaClient` too. */
export function redactSettings(settings: Settings): Settings {
  const kafkaClient = Object.fromEntries(
    Object.entries(settings.kafkaClient).map(([option, value]) => [
      option,
      isSecretOption(option) ? REDACTED : value,
    ]),
  )
  return {
    ...settings,
    kafkaClient,
    pageToken: settings.pageToken === '' ? '' : REDACTED,
    workflowTemplates: settings.workflowTemplates.map(redactEntry),
  }
}

/**
 * A value as a message may show it.
 *
 * @param path from the settings key down, e.g. `['kafkaClient', 'sasl.password']`
 */
export function describeValue(path: readonly PropertyKey[], value: unknown): string {
  const [key, option] = path
  if (key === 'pageToken') {
    const isText = typeof value === 'string' || value instanceof YamlNumber
    return isText ? `${String(value).length} characters` : kindOf(value)
  }
  if (key === 'kafkaClient') {
    // A map or list in the wrong place may hold secrets at any depth, and so may text that is no map.
    if (option === undefined || typeof value === 'object') return kindOf(value)
    if (isSecretOption(String(option))) return REDACTED
  }
  if (value instanceof YamlNumber) return value.source
  const redacted = (_: string, inner: unknown): unknown => {
    return typeof inner === 'string' ? withoutCredentials(inner) : inner
  }
  const text = JSON.stringify(value, redacted) ?? String(value)
  // The keys of a map may hold addresses, too.
  if (typeof value === 'object' && text.includes('@') && !Array.isArray(value)) return kindOf(value)
  return text.length > 200 ? `${text.slice(0, 200)}…` : text
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof YamlNumber) return 'a number'
  return typeof value === 'object' ? 'a map' : `a ${typeof value}`
}
