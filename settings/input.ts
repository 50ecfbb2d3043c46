import { isSecretOption } from './secret-options.js'
import { splitList } from './split-list.js'
import { YamlNumber } from './yaml-number.js'
import { parseYaml } from './yaml-text.js'

/**
 * Conversions of a setting's value to the type that the setting has: flags and environment variables are text, and so are
 * many values in YAML. A value that cannot be converted is left alone, and the schema refuses it.
 * Source: spf13/cast, as viper uses it
 */

export function toNumber(value: unknown): unknown {
  if (value instanceof YamlNumber) return value.value
  return typeof value === 'string' && /^[+-]?\d+$/.test(value.trim()) ? Number(value) : value
}

export function toBoolean(value: unknown): unknown {
  const number = value instanceof YamlNumber ? value.value : value
  const text = typeof number === 'string' ? number.trim().toLowerCase() : number
  if (text === 'true' || text === 't' || text === '1' || text === 1) return true
  if (text === 'false' || text === 'f' || text === '0' || text === 0) return false
  return value
}

/** A number in YAML is taken as it is written. */
export function toText(value: unknown): unknown {
  if (value instanceof YamlNumber) return value.source
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
}

/** Text is split at commas and white space, but not within the user name and password of a URL. */
export function toList(value: unknown): unknown {
  return typeof value === 'string' ? splitList(value) : value
}

/** Options of librdkafka, beside the secret ones, whose values are text. */
const TEXT_OPTION =
  /^(sasl|ssl|security|client|group|bootstrap|metadata\.broker|debug|transactional|builtin)\b/

/** Text is read as a YAML or JSON map: `{"compression.type": "zstd"}`. */
export function toMap(value: unknown): unknown {
  const map = typeof value === 'string' ? parsedMap(value) : value
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return map
  return Object.fromEntries(Object.entries(map).map(([name, option]) => [name, clientOption(name, option)]))
}

function clientOption(name: string, value: unknown): unknown {
  if (!(value instanceof YamlNumber)) return value
  const isText = isSecretOption(name) || TEXT_OPTION.test(name) || !Number.isFinite(value.value)
  return isText ? value.source : value.value
}

function parsedMap(text: string): unknown {
  try {
    return parseYaml(text, 'kafkaClient')
  } catch {
    return text
  }
}
