import { Command, Option } from 'commander'
import { startEmbeddedBroker } from '../../broker/index.js'
import { runScenario } from '../../core/index.js'
import { checkRunNumbers, type LoadedSettings, loadSettings } from '../../settings/index.js'
import type { CommandContext, RunCommand } from '../context.js'
import { startCore } from '../core.js'
import { EXIT_FAILED, EXIT_OK } from '../failure.js'
import { aborted } from '../interruption.js'
import { createLogger, LOG_FORMATS, type LogFormat } from '../log.js'
import { nonNegativeNumber } from '../numbers.js'
import { requestUser } from '../request-user.js'
import { checkTemplates, readScenario, simpleSteps, warnWithoutPlugin } from '../scenario-file.js'
import { ScenarioReport } from '../scenario-report.js'
import { settingFlags, withSettingFlags } from '../setting-flags.js'
import { SETTINGS_CHECKS } from '../settings-checks.js'

interface SimulateOptions extends Record<string, unknown> {
  config: string
  embeddedBroker?: boolean
  json?: boolean
  logFormat: LogFormat
  wait: number
}

export function simulateCommand(choose: (run: RunCommand) => void): Command {
  const command = new Command('simulate')
    .description('Run a scenario on a core with simulated tasks, as the settings configure it.')
    .argument('<scenario>', 'a YAML file of steps, as examples/scenario.yaml')
    .requiredOption('-c, --config <uri>', 'settings: consul://host:port or file://settings.yaml')
    .addOption(
      new Option(
        '--embedded-broker',
        'a broker inside this process instead of kafkaEndpoint and kafkaEndpoints',
      ).conflicts(['kafkaEndpoint', 'kafkaEndpoints']),
    )
    .option('--json', 'one JSON object per line: each step, then the result')
    .addOption(new Option('--log-format <format>', 'of the log').choices(LOG_FORMATS).default('text'))
    .option('--wait <seconds>', 'how long to try while Consul does not answer', nonNegativeNumber, 30)
  return withSettingFlags(command).action((scenario: string, options: SimulateOptions) =>
    choose((context) => runSimulate(scenario, options, context)),
  )
}

async function runSimulate(
  scenarioFile: string,
  options: SimulateOptions,
  context: CommandContext,
): Promise<number> {
  const scenario = readScenario(scenarioFile)
  if (options.embeddedBroker !== true)
    return simulate(scenario, await load(options, context), options, context)
  const broker = await startEmbeddedBroker()
  try {
    // Only its address: what makes another broker reachable would make this one unreachable.
    const brokers = { kafkaEndpoint: broker.endpoint, kafkaEndpoints: broker.endpoint }
    const flags = { ...brokers, kafkaClient: '{}', kafkaTopicPartitions: '-1' }
    return await simulate(scenario, await load({ ...options, ...flags }, context), options, context)
  } finally {
    await broker.stop()
  }
}

async function load(options: SimulateOptions, context: CommandContext): Promise<LoadedSettings> {
  const { env, err, interruption } = context
  const loaded = await loadSettings({
    uri: options.config,
    flags: settingFlags(options),
    env,
    checks: SETTINGS_CHECKS,
    waitSeconds: options.wait,
    logger: createLogger({ err, level: 'info', format: options.logFormat }),
    signal: interruption.signal,
  })
  await checkRunNumbers(loaded)
  return loaded
}

async function simulate(
  scenario: ReturnType<typeof readScenario>,
  loaded: LoadedSettings,
  { json, logFormat }: SimulateOptions,
  context: CommandContext,
): Promise<number> {
  const { err, interruption } = context
  const { settings, origins } = loaded
  const logAt = (level: string) => createLogger({ err, level, format: logFormat })
  // The steps show what environments go through: the core says it again only to those who ask.
  const loggers =
    origins.get('logLevel') === 'default'
      ? { logger: logAt('warn'), environmentLogger: logAt('error') }
      : { logger: logAt(settings.logLevel) }
  const core = await startCore({
    loaded,
    ...loggers,
    beforeStart: async (manager, plugins) => {
      warnWithoutPlugin(await checkTemplates(scenario, manager), plugins, loaded, loggers.logger)
    },
  })
  const stepCount = simpleSteps(scenario.scenario).length
  const report = new ScenarioReport(context, { json: json === true, stepCount })
  try {
    const running = runScenario(scenario, {
      manager: core.manager,
      tasks: core.tasks,
      requestUser: requestUser(),
      onStep: (result) => {
        if (!interruption.signal.aborted) report.step(result)
      },
    })
    const result = await Promise.race([running, aborted(interruption.signal)])
    report.ending(core.manager.environments.length, { interrupted: result === undefined })
    const end = await core.close()
    report.end(scenario.scenario.name, result, core, end)
    if (result === undefined) return interruption.exitCode()
    return result.ok && end.environments.length === 0 && end.errors.length === 0 ? EXIT_OK : EXIT_FAILED
  } finally {
    await core.close()
  }
}
