import { type Command, Option } from 'commander'
import { startEmbeddedBroker } from '../broker/index.js'
import { checkRunNumbers, type LoadedSettings, loadSettings } from '../settings/index.js'
import type { CommandContext } from './context.js'
import { createLogger, LOG_FORMATS, type LogFormat } from './log.js'
import { nonNegativeNumber } from './numbers.js'
import { settingFlags, withSettingFlags } from './setting-flags.js'
import { SETTINGS_CHECKS } from './settings-checks.js'

/** Of every command that starts a core. */
export interface CoreSettingsOptions extends Record<string, unknown> {
  config: string
  embeddedBroker?: boolean
  logFormat: LogFormat
  wait: number
}

export function withCoreSettings(command: Command): Command {
  command
    .requiredOption('-c, --config <uri>', 'settings: consul://host:port or file://settings.yaml')
    .addOption(
      new Option(
        '--embedded-broker',
        'a broker inside this process instead of kafkaEndpoint and kafkaEndpoints',
      ).conflicts(['kafkaEndpoint', 'kafkaEndpoints']),
    )
    .addOption(new Option('--log-format <format>', 'of the log').choices(LOG_FORMATS).default('text'))
    .option('--wait <seconds>', 'how long to try while Consul does not answer', nonNegativeNumber, 30)
  return withSettingFlags(command)
}

/** Loads the settings, and has the broker inside the process there for as long as `run` takes, if it is asked for. */
export async function withLoadedSettings(
  options: CoreSettingsOptions,
  context: CommandContext,
  run: (loaded: LoadedSettings) => Promise<number>,
): Promise<number> {
  if (options.embeddedBroker !== true) return run(await load(options, context))
  const broker = await startEmbeddedBroker()
  try {
    // Only its address: what makes another broker reachable would make this one unreachable.
    const brokers = { kafkaEndpoint: broker.endpoint, kafkaEndpoints: broker.endpoint }
    const flags = { ...brokers, kafkaClient: '{}', kafkaTopicPartitions: '-1' }
    return await run(await load({ ...options, ...flags }, context))
  } finally {
    await broker.stop()
  }
}

async function load(options: CoreSettingsOptions, context: CommandContext): Promise<LoadedSettings> {
  const { env, err, interruption } = context
  const logger = createLogger({ err, level: 'info', format: options.logFormat })
  context.logTo?.(logger)
  const loaded = await loadSettings({
    uri: options.config,
    flags: settingFlags(options),
    env,
    checks: SETTINGS_CHECKS,
    waitSeconds: options.wait,
    logger,
    signal: interruption.signal,
  })
  await checkRunNumbers(loaded)
  return loaded
}
