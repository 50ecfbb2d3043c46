import { splitList } from './split-list.js'
import { parseYaml } from './yaml-text.js'

/**
 * Flags and environment variables are text whatever the setting is, and so are many values in YAML; the original's reader
 * turns them into what is asked for. These do the same, and leave alone what they do not understand: the schema refuses it.
 * Source: spf13/cast, as viper uses it
 */

export function toNumber(value: unknown): unknown {
  return typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()) ? Number(value) : value
}

export function toBoolean(value: unknown): unknown {
  const text = typeof value === 'string' ? value.trim().toLowerCase() : value
  if (text === 'true' || text === 't' || text === '1' || text === 1) return true
  if (text === 'false' || text === 'f' || text === '0' || text === 0) return false
  return value
}

export function toText(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** Text is split at commas and white space, but not within the user name and password of a URL. */
export function toList(value: unknown): unknown {
  return typeof value === 'string' ? splitList(value) : value
}

/** Text is read as a YAML or JSON map: `{"compression.type": "zstd"}`. */
export function toMap(value: unknown): unknown {
  if (typeof value !== 'string') return value
  try {
    return parseYaml(value, 'kafkaClient')
  } catch {
    return value
  }
}
