import { Command } from 'commander'
import { attachCommand } from './commands/attach.js'
import { consumeCommand } from './commands/consume.js'
import { coreCommand } from './commands/core.js'
import { demoCommand } from './commands/demo.js'
import { demoAttachCommand } from './commands/demo-attach.js'
import { envCommand } from './commands/env/env.js'
import { infoCommand } from './commands/info.js'
import { replayCommand } from './commands/replay.js'
import { simulateCommand } from './commands/simulate.js'
import { templatesCommand } from './commands/templates.js'
import { topicsCommand } from './commands/topics.js'
import type { CommandContext, RunCommand } from './context.js'
import { packageVersion } from './package.js'

const EXIT_STATUSES = `
Exit status:
  0         all went as it should; for consume, Ctrl-C too
  1         something went wrong while it ran
  2         arguments, settings, template or scenario cannot be used; nothing ran
  130, 143  interrupted by Ctrl-C, by SIGTERM`

/** In the order of the help. */
const COMMANDS = [
  ...[demoCommand, simulateCommand, coreCommand],
  ...[envCommand, infoCommand, templatesCommand],
  ...[attachCommand, demoAttachCommand, replayCommand],
  ...[consumeCommand, topicsCommand],
]

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
  program.addHelpText('after', EXIT_STATUSES)
  for (const command of COMMANDS) program.addCommand(furnish(command(choose), program))
  await program.parseAsync([...argv], { from: 'user' })
  if (chosen === undefined) throw new Error('no command was chosen')
  return { run: chosen, verbose: program.opts<{ verbose?: boolean }>().verbose === true }
}

/** What all commands have in common, those of a group among them. */
function furnish(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).addHelpText('after', EXIT_STATUSES)
  for (const part of command.commands) furnish(part, command)
  return command
}
