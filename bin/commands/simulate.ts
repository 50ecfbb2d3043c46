import { Command, Option } from 'commander'
import { startEmbeddedBroker } from '../../broker/index.js'
import { runScenario } from '../../core/index.js'
import { type LoadedSettings, loadSettings } from '../../settings/index.js'
import type { CommandContext, RunCommand } from '../context.js'
import { type Core, type CoreEnd, startCore } from '../core.js'
import { EXIT_FAILED, EXIT_OK } from '../failure.js'
import { aborted } from '../interruption.js'
import { createLogger, LOG_FORMATS, type LogFormat } from '../log.js'
import { nonNegativeNumber } from '../numbers.js'
import { checkTemplates, readScenario, simpleSteps } from '../scenario-file.js'
import { ScenarioReport } from '../scenario-report.js'
import { settingFlags, withSettingFlags } from '../setting-flags.js'

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
      new Option('--embedded-broker', 'a broker inside this process instead of kafkaEndpoint').conflicts(
        'kafkaEndpoint',
      ),
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
    const flags = { kafkaEndpoint: broker.endpoint, kafkaClient: '{}', kafkaTopicPartitions: '-1' }
    return await simulate(scenario, await load({ ...options, ...flags }, context), options, context)
  } finally {
    await broker.stop()
  }
}

async function load(options: SimulateOptions, context: CommandContext): Promise<LoadedSettings> {
  const { env, err, interruption } = context
  return loadSettings({
    uri: options.config,
    flags: settingFlags(options),
    env,
    waitSeconds: options.wait,
    logger: createLogger({ err, level: 'info', format: options.logFormat }),
    signal: interruption.signal,
  })
}

async function simulate(
  scenario: ReturnType<typeof readScenario>,
  loaded: LoadedSettings,
  { json, logFormat }: SimulateOptions,
  context: CommandContext,
): Promise<number> {
  const { err, interruption } = context
  const { settings, origins } = loaded
  // The steps are shown anyway: the core repeats them only for those who ask.
  const level = origins.get('logLevel') === 'default' ? 'warn' : settings.logLevel
  const logger = createLogger({ err, level, format: logFormat })
  const core = await startCore({ loaded, logger })
  const stepCount = simpleSteps(scenario.scenario).length
  const report = new ScenarioReport(context, { json: json === true, stepCount })
  try {
    await checkTemplates(scenario, core)
    const running = runScenario(scenario, {
      manager: core.manager,
      tasks: core.tasks,
      onStep: (result) => {
        if (!interruption.signal.aborted) report.step(result)
      },
    })
    const result = await Promise.race([running, aborted(interruption.signal)])
    if (result === undefined)
      err.print('ending: every environment stops, resets and goes; again ends at once')
    const end = await close(core, report)
    report.end(scenario.scenario.name, result, core.publisher, end)
    if (result === undefined) return interruption.exitCode()
    return result.ok && end.environments.length === 0 && end.errors.length === 0 ? EXIT_OK : EXIT_FAILED
  } finally {
    await core.close()
  }
}

async function close(core: Core, report: ScenarioReport): Promise<CoreEnd> {
  const left = core.manager.environments.length
  if (left > 0) report.leftOver(left)
  return core.close()
}
