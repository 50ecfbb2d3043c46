import { Command } from 'commander'
import { COMMANDS, namedCommand } from './command-list.js'
import type { CommandContext, RunCommand } from './context.js'
import { packageVersion } from './package.js'

const EXIT_STATUSES = `
Exit status:
  0         all went as it should; for consume, Ctrl-C too
  1         something went wrong while it ran
  2         arguments, settings, template or scenario cannot be used; nothing ran
  130, 143  interrupted by Ctrl-C, by SIGTERM`

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
  const named = namedCommand(argv)
  for (const entry of COMMANDS) {
    const { name, description } = entry
    const command = entry === named ? (await entry.load())(choose) : new Command(name)
    program.addCommand(furnish(command.description(description), program))
  }
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
