import { Command } from 'commander'
import { consumeCommand } from './commands/consume.js'
import { demoCommand } from './commands/demo.js'
import { simulateCommand } from './commands/simulate.js'
import { topicsCommand } from './commands/topics.js'
import type { CommandContext, RunCommand } from './context.js'
import { packageVersion } from './package.js'

/**
 * Reads the command line; what it asks for is still to be run.
 *
 * @throws CommanderError after help, version or a complaint was shown
 */
export async function parseArguments(
  argv: readonly string[],
  { out, err }: CommandContext,
): Promise<{ run: RunCommand; verbose: boolean }> {
  let chosen: RunCommand | undefined
  const choose = (run: RunCommand): void => {
    chosen = run
  }
  const program = new Command('aliecs-kafka')
    .description('The Kafka producer functionality of AliECS: run a core, look at what it publishes.')
    .version(packageVersion(), '-V, --version', 'show the version')
    .helpOption('-h, --help', 'show help')
    .option('--verbose', 'show where errors come from')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => out.print(text.trimEnd()),
      writeErr: (text) => err.print(text.trimEnd()),
      getOutHelpWidth: () => out.columns ?? 100,
      getErrHelpWidth: () => err.columns ?? 100,
    })
  program.exitOverride()
  for (const command of [demoCommand, simulateCommand, consumeCommand, topicsCommand]) {
    program.addCommand(command(choose).copyInheritedSettings(program))
  }
  await program.parseAsync([...argv], { from: 'user' })
  if (chosen === undefined) throw new Error('no command was chosen')
  return { run: chosen, verbose: program.opts<{ verbose?: boolean }>().verbose === true }
}
