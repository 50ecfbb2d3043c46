import { checkClientOptions } from '../broker/index.js'
import type { SettingsChecks } from '../settings/index.js'

/** What `integrationPlugins` may name. */
export const KNOWN_PLUGINS = ['kafka', 'dcs', 'ddsched', 'odc', 'trg', 'testplugin'] as const
export type KnownPlugin = (typeof KNOWN_PLUGINS)[number]

/** What the schema of the settings cannot know: which plugins there are, and what the built librdkafka can do. */
export const SETTINGS_CHECKS: SettingsChecks = {
  integrationPlugins: (names) =>
    names
      .filter((name) => !KNOWN_PLUGINS.some((known) => known === name))
      .map((name) => `no plugin ${JSON.stringify(name)}, known are ${KNOWN_PLUGINS.join(', ')}`),
  kafkaClient: (options) => checkClientOptions(options).map(({ option, problem }) => `${option}: ${problem}`),
}
