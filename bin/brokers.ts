import type { Command } from 'commander'
import type { ClientOptions } from '../broker/index.js'
import { loadSettings, type ResolvedSettings, resolveSettings, variableOf } from '../settings/index.js'
import type { CommandContext } from './context.js'
import { UsageError } from './failure.js'
import { eventBrokers } from './kafka-streams.js'
import { createLogger, type LogFormat } from './log.js'
import { nonNegativeNumber } from './numbers.js'
import { SETTINGS_CHECKS, verifyKafkaClient } from './settings-checks.js'

/** Plugins are of no concern to these commands. */
const CHECKS = { kafkaClient: SETTINGS_CHECKS.kafkaClient }

export interface BrokerOptions {
  brokers?: string
  config?: string
  wait: number
  /** Logger of commands that have a log. */
  logFormat?: LogFormat
}

export interface FoundBrokers {
  /** Of the legacy topics. */
  brokers: string
  /** Of the core's own events. */
  eventBrokers: string
  client: ClientOptions
}

/** For commands that only know of Kafka. */
export function withBrokerOptions(command: Command): Command {
  return command
    .option(
      '-b, --brokers <host:port,…>',
      'Kafka brokers, instead of those in the settings; without both, KAFKA_BROKERS',
    )
    .option('-c, --config <uri>', 'settings: consul://host:port or file://settings.yaml')
    .option('--wait <seconds>', 'how long to try while Consul does not answer', nonNegativeNumber, 30)
}

/** @throws AliecsError SETTINGS_INVALID, SETTINGS_SOURCE, KFK_CLIENT_OPTION; UsageError for brokers that are no `host:port` */
export async function findBrokers(
  { brokers, config, wait, logFormat: format = 'text' }: BrokerOptions,
  { env, err, interruption }: Pick<CommandContext, 'env' | 'err' | 'interruption'>,
): Promise<FoundBrokers> {
  if (brokers !== undefined) checkBrokers(brokers, '--brokers')
  const flags = brokers === undefined ? {} : { kafkaEndpoint: brokers }
  if (config === undefined) {
    const fallback = brokers ?? env[variableOf('kafkaEndpoint')] ?? ''
    const named = env['KAFKA_BROKERS'] ?? ''
    if (fallback === '' && named !== '') {
      checkBrokers(named, 'environment KAFKA_BROKERS')
      return findBrokers({ brokers: named, wait }, { env, err, interruption })
    }
    return found(resolveSettings({ flags, env, checks: CHECKS }), brokers)
  }
  const logger = createLogger({ err, level: 'warn', format })
  const signal = interruption.signal
  const source = { uri: config, flags, env, checks: CHECKS, waitSeconds: wait, logger, signal }
  return found(await loadSettings(source), brokers)
}

/** @param named brokers of the command line, which replace all others */
async function found(loaded: ResolvedSettings, named: string | undefined): Promise<FoundBrokers> {
  const { kafkaEndpoint, kafkaClient } = loaded.settings
  if (Object.keys(kafkaClient).length > 0) await verifyKafkaClient(loaded)
  return { brokers: kafkaEndpoint, eventBrokers: named ?? eventBrokers(loaded), client: kafkaClient }
}

/** Settings would name their own flag, which these commands do not have. */
function checkBrokers(brokers: string, origin: string): void {
  try {
    resolveSettings({ flags: { kafkaEndpoint: brokers } })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new UsageError(message.replace('kafkaEndpoint (flag --kafka-endpoint)', origin))
  }
}
