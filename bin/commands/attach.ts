import { Command, type Command as CommanderCommand, Option } from 'commander'
import { AttachFigures, AttachTopics, type Begin, runAttach, serveStatus } from '../../attach/index.js'
import { AliecsError } from '../../errors.js'
import { parseEndpoint } from '../../settings/endpoints.js'
import {
  type CheckFlags,
  refuseWithCheck,
  refuseWithoutCheck,
  withCheckOptions,
} from '../attach/check-options.js'
import { coreLookup } from '../attach/core-lookup.js'
import { instanceName, sessionSeconds, shareCount, variableName } from '../attach/option-values.js'
import { runCheck } from '../attach/run-check.js'
import { type BrokerOptions, findBrokers, withBrokerOptions } from '../brokers.js'
import type { CommandContext, RunCommand } from '../context.js'
import { UsageError } from '../failure.js'
import { endStatus } from '../interruption.js'
import { createLogger, LOG_FORMATS, type LogFormat } from '../log.js'
import { pointInTime } from '../point-in-time.js'
import { topicPrefix } from '../topic-prefix.js'

const DEFAULT_LISTEN = '127.0.0.1:9477'

interface AttachOptions extends BrokerOptions, CheckFlags {
  topicPrefix: string
  sourcePrefix: string
  gate: string
  gateDefault: 'true' | 'false'
  delivery: 'exactly-once' | 'at-least-once'
  fromBeginning?: true
  since?: number
  sessionTimeout: number
  instance?: string
  shares?: number
  core?: string
  listen?: string
  logLevel: string
  logFormat: LogFormat
}

export function attachCommand(choose: (run: RunCommand) => void): Command {
  return withCheckOptions(withAttachOptions(withBrokerOptions(new Command('attach')))).action(
    (options: AttachOptions, command: CommanderCommand) =>
      choose((context) => {
        if (options.check === undefined) return runCommand(options, context)
        refuseWithCheck(command)
        return check(options, context)
      }),
  )
}

function withAttachOptions(command: CommanderCommand): Command {
  return command
    .option('--topic-prefix <text>', 'write to topics with this in front of their names', topicPrefix, '')
    .addOption(
      new Option('--source-prefix <text>', 'follow topics with this in front, as replay writes them')
        .argParser(topicPrefix)
        .default('', ''),
    )
    .option(
      '--gate <name>',
      'variable that switches the messages of an environment on',
      variableName,
      'kafka_enabled',
    )
    .addOption(
      new Option('--gate-default <value>', 'what it counts as where an environment does not have it')
        .choices(['true', 'false'])
        .default('false'),
    )
    .addOption(
      new Option('--delivery <mode>', 'exactly-once uses transactions')
        .choices(['exactly-once', 'at-least-once'])
        .default('exactly-once'),
    )
    .option(
      '--from-beginning',
      'at the very first start: messages of all events that are there; asks for --topic-prefix; with --check: from the first event on',
    )
    .option(
      '--since <time>',
      'at the very first start: messages of events since then, as 2026-11-23T08:00; with --check: compare from then on, else from the first legacy record on',
      pointInTime,
    )
    .option(
      '--session-timeout <seconds>',
      'a standby takes over when nothing was heard of the other for so long',
      sessionSeconds,
      10,
    )
    .option(
      '--instance <name>',
      'of this instance alone, the same after a restart: it then goes on at once, without the session timeout',
      instanceName,
    )
    .option(
      '--shares <number>',
      'at the very first start: into how many shares the environments are divided, for so many instances to work at once',
      shareCount,
    )
    .option(
      '--core <host:port>',
      'gRPC address of the core, asked for what events do not tell: the exact time of a state, what is no longer there',
    )
    .option(
      '--listen <host:port>',
      `for /metrics, /healthz and /readyz; without it ${DEFAULT_LISTEN}, or a free port`,
    )
    .addOption(
      new Option('--log-level <level>', 'debug, info, warn, error')
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    )
    .addOption(new Option('--log-format <format>', 'of standard error').choices(LOG_FORMATS).default('text'))
}

async function runCommand(options: AttachOptions, context: CommandContext): Promise<number> {
  refuseWithoutCheck(options)
  const { err, interruption, logTo } = context
  const begin = beginOf(options)
  const core = endpointOption(options.core, '--core')
  const logger = createLogger({ err, level: options.logLevel, format: options.logFormat })
  logTo?.(logger)
  const { eventBrokers: brokers, client } = await findBrokers(options, context)
  const figures = new AttachFigures()
  const status = await listen(options.listen, figures)
  logger.info({}, `${status.url}/metrics, /healthz and /readyz`)
  const lookup = core === null ? null : coreLookup(`${core.host}:${core.port}`)
  await lookup?.greet(logger)
  const { topicPrefix: prefix, sourcePrefix, gate, gateDefault, delivery, sessionTimeout } = options
  try {
    await runAttach(
      {
        ...{ brokers, client, gate, delivery, begin, logger, figures },
        topics: new AttachTopics({ prefix, sourcePrefix }),
        gateDefault: gateDefault === 'true',
        sessionTimeoutMs: sessionTimeout * 1000,
        instance: options.instance ?? null,
        shares: options.shares ?? null,
        lookUp: lookup?.lookUp,
      },
      interruption.signal,
    )
  } finally {
    lookup?.close()
    await status.close()
  }
  logger.info({}, 'stopped; the next one goes on from here')
  return endStatus(interruption, ['SIGINT', 'SIGTERM'])
}

async function check(options: AttachOptions, context: CommandContext): Promise<number> {
  const { topicPrefix: prefix, gateDefault, fromBeginning, since, ...flags } = options
  const logger = createLogger({ err: context.err, level: 'error', format: options.logFormat })
  context.logTo?.(logger)
  const { eventBrokers: brokers, client } = await findBrokers(options, context)
  const sinceMs = fromBeginning ? 0 : (since ?? null)
  const where = { brokers, client, prefix, gateDefault: gateDefault === 'true', sinceMs, logger }
  return runCheck({ ...flags, ...where }, context)
}

/** @throws UsageError */
function beginOf({ fromBeginning, since, topicPrefix: prefix, sourcePrefix }: AttachOptions): Begin {
  if (fromBeginning === undefined && since === undefined) return 'now'
  if (fromBeginning !== undefined && since !== undefined) {
    throw new UsageError('--from-beginning and --since: only one of them can be')
  }
  if (prefix === sourcePrefix) {
    const flag = since === undefined ? '--from-beginning' : '--since'
    throw new UsageError(
      `${flag}: needs --topic-prefix, for it would write old messages once more to the topics that everybody reads`,
    )
  }
  return since === undefined ? 'beginning' : { sinceMs: since }
}

/** @throws AliecsError LISTEN, where the user named the address */
async function listen(named: string | undefined, figures: AttachFigures) {
  const address = endpointOption(named ?? DEFAULT_LISTEN, '--listen') as { host: string; port: number }
  try {
    return await serveStatus(address, figures)
  } catch (error) {
    if (named !== undefined || !(error instanceof AliecsError)) throw error
    return await serveStatus({ ...address, port: 0 }, figures) // a second instance on this machine
  }
}

/** @throws UsageError */
function endpointOption(text: string | undefined, flag: string): { host: string; port: number } | null {
  if (text === undefined) return null
  const endpoint = parseEndpoint(text)
  if (typeof endpoint !== 'string') return endpoint
  throw new UsageError(`${flag}: expected host:port, got ${JSON.stringify(text)} (${endpoint})`)
}
