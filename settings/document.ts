import { AliecsError } from '../errors.js'
import type { SettingsDocument } from './resolve.js'
import type { ConfigurationTree } from './types.js'
import { parseYaml } from './yaml-text.js'

/** A document that works, in one line. */
const EXAMPLE = '{kafkaEndpoint: "my-kafka-broker:9092", integrationPlugins: [kafka]}'

/**
 * Reads `o2/components/aliecs/ANY/any/<entry>`. One without settings is `{}`: an empty one is as good as none.
 *
 * @throws AliecsError SETTINGS_SOURCE when it cannot be read, does not exist or is no YAML
 * @throws AliecsError SETTINGS_INVALID when it is no map
 */
export async function readDocument(tree: ConfigurationTree, entry: string): Promise<SettingsDocument> {
  const key = `o2/components/aliecs/ANY/any/${entry}`
  const text = await tree.get(key)
  const origin = tree.describe(key)
  const values = text === undefined ? undefined : (parseYaml(text, origin) ?? undefined)
  if (values === undefined) {
    const what = text === undefined ? `create the key ${key}` : `the key ${key} is empty, fill it`
    const example = tree.uri.startsWith('consul:')
      ? `consul kv put ${key} '${EXAMPLE}'`
      : `${entry}: ${EXAMPLE}`
    throw new AliecsError('SETTINGS_SOURCE', `no settings in ${tree.uri}: ${what}, for example: ${example}`)
  }
  if (isMap(values)) return { values, origin }
  throw new AliecsError(
    'SETTINGS_INVALID',
    `${origin}: expected a YAML map of settings, for example: ${EXAMPLE}`,
  )
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
