import { findNearMiss } from './near-miss.js'
import { SETTING_KEYS, type SettingKey } from './schema.js'

/** The environment variable of a setting: `ALIECS_KAFKAENDPOINT`. */
export function variableOf(key: string): string {
  return `ALIECS_${key.toUpperCase()}`
}

/** The command line flag of a setting: `--kafka-endpoint`. */
export function flagOf(key: string): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`
}

/**
 * The values of a document by the settings' own spelling. The original takes its names in any case, so they count here too,
 * with a warning; an exact one wins. A name that is a letter or two off is ignored with a warning; any other belongs to
 * somebody else: that document is shared.
 */
export function matchNames(
  values: Readonly<Record<string, unknown>>,
  origin: string,
  warn: (sentence: string) => void,
): Map<SettingKey, unknown> {
  const matched = new Map<SettingKey, unknown>()
  for (const [name, value] of Object.entries(values)) {
    const key = SETTING_KEYS.find((known) => known.toLowerCase() === name.toLowerCase())
    if (key === undefined) {
      const meant = findNearMiss(name, SETTING_KEYS)
      if (meant !== undefined) warn(`${name} (${origin}) is ignored: did you mean ${meant}?`)
    } else if (key === name) {
      matched.set(key, value)
    } else if (Object.hasOwn(values, key) || matched.has(key)) {
      warn(`${name} (${origin}) is ignored: ${key} is there too`)
    } else {
      warn(`${name} (${origin}) is taken as ${key}`)
      matched.set(key, value)
    }
  }
  return matched
}

/** Warns of variables that are a letter or two off: `ALIECS_KAFKA_ENDPOINT`. */
export function checkVariables(
  env: Readonly<Record<string, string | undefined>>,
  warn: (sentence: string) => void,
): void {
  const variables = SETTING_KEYS.map(variableOf)
  for (const name of Object.keys(env)) {
    if (!name.startsWith('ALIECS_') || variables.includes(name)) continue
    const meant = findNearMiss(name, variables)
    if (meant !== undefined) warn(`environment ${name} is ignored: did you mean ${meant}?`)
  }
}
