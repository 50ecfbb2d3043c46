import { Command } from 'commander'
import { runScenario } from '../../core/index.js'
import type { LoadedSettings } from '../../settings/index.js'
import type { CommandContext, RunCommand } from '../context.js'
import { startCore } from '../core.js'
import { type CoreSettingsOptions, withCoreSettings, withLoadedSettings } from '../core-settings.js'
import { EXIT_FAILED, EXIT_OK } from '../failure.js'
import { aborted } from '../interruption.js'
import { createLogger } from '../log.js'
import { requestUser } from '../request-user.js'
import { checkTemplates, readScenario, simpleSteps, warnWithoutPlugin } from '../scenario-file.js'
import { ScenarioReport } from '../scenario-report.js'

interface SimulateOptions extends CoreSettingsOptions {
  json?: boolean
}

export function simulateCommand(choose: (run: RunCommand) => void): Command {
  const command = new Command('simulate')
    .argument('<scenario>', 'a YAML file of steps, as examples/scenario.yaml')
    .option('--json', 'one JSON object per line: each step, then the result')
  return withCoreSettings(command).action((file: string, options: SimulateOptions) =>
    choose((context) => {
      const scenario = readScenario(file)
      return withLoadedSettings(options, context, (loaded) => simulate(scenario, loaded, options, context))
    }),
  )
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
  context.logTo?.(loggers.logger)
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
