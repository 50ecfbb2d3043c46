import { checkClientOptions, verifyClientOptions } from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { ResolvedSettings, SettingsChecks } from '../settings/index.js'

/** What `integrationPlugins` may name. */
export const KNOWN_PLUGINS = ['kafka', 'dcs', 'ddsched', 'odc', 'trg', 'testplugin'] as const
export type KnownPlugin = (typeof KNOWN_PLUGINS)[number]

/** What the schema of the settings cannot know: which plugins there are, and what the built librdkafka can do. */
export const SETTINGS_CHECKS = {
  integrationPlugins: (names) =>
    names
      .filter((name) => !KNOWN_PLUGINS.some((known) => known === name))
      .map((name) => `no plugin ${JSON.stringify(name)}, known are ${KNOWN_PLUGINS.join(', ')}`),
  kafkaClient: (options) => checkClientOptions(options).map(({ option, problem }) => `${option}: ${problem}`),
} satisfies SettingsChecks

/**
 * Checks `kafkaClient` as librdkafka does when it puts all options together: a key file, its password. Later, such an
 * option would look like a broker that cannot be reached.
 *
 * @throws AliecsError KFK_CLIENT_OPTION
 */
export async function verifyKafkaClient({ settings, origins }: ResolvedSettings): Promise<void> {
  const refusal = await verifyClientOptions(settings.kafkaEndpoint, settings.kafkaClient)
  if (refusal === null) return
  throw new AliecsError(
    'KFK_CLIENT_OPTION',
    `kafkaClient (${origins.get('kafkaClient') ?? 'default'}): ${refusal}`,
  )
}
