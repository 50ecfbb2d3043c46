import { AliecsError } from '../errors.js'
import type { SettingsDocument } from './resolve.js'
import type { ConfigurationTree } from './types.js'
import { parseYaml } from './yaml-text.js'

/** A document that works, in one line. */
const EXAMPLE = '{kafkaEndpoint: "my-kafka-broker:9092", integrationPlugins: [kafka]}'

/**
 * Reads `o2/components/aliecs/ANY/any/<entry>`. An empty document is one without settings.
 *
 * @throws AliecsError SETTINGS_SOURCE when it cannot be read, does not exist or is no YAML
 * @throws AliecsError SETTINGS_INVALID when it is no map
 */
export async function readDocument(tree: ConfigurationTree, entry: string): Promise<SettingsDocument> {
  const key = `o2/components/aliecs/ANY/any/${entry}`
  const text = await tree.get(key)
  const origin = tree.describe(key)
  if (text === undefined) {
    const example = tree.uri.startsWith('consul:')
      ? `consul kv put ${key} '${EXAMPLE}'`
      : `${entry}: ${EXAMPLE}`
    throw new AliecsError(
      'SETTINGS_SOURCE',
      `no settings in ${tree.uri}: create the key ${key}, for example: ${example}`,
    )
  }
  const values = parseYaml(text, origin) ?? {}
  if (isMap(values)) return { values, origin }
  throw new AliecsError(
    'SETTINGS_INVALID',
    `${origin}: expected a YAML map of settings, for example: ${EXAMPLE}`,
  )
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
