import { Command } from 'commander'
import { COMMANDS, loadNamed, namedCommand } from './command-list.js'
import type { CommandContext, RunCommand } from './context.js'
import { packageVersion } from './package.js'

const EXIT_STATUSES = `
Exit status:
  0    success; also consume ended by Ctrl-C, attach ended by Ctrl-C or SIGTERM
  1    failed while it ran, or standard output could not be written
  2    invalid arguments, settings, template or scenario; nothing ran
  129  ended by SIGHUP (the terminal is gone)
  130  ended by Ctrl-C
  141  the reader of standard output is gone, as with "| head"
  143  ended by SIGTERM`

/** `help env create` as `env create --help`: the command `help` of commander knows one level of names. */
function withHelpOption(argv: readonly string[]): readonly string[] {
  const [first, ...names] = argv
  return first === 'help' && names.length > 1 ? [...names, '--help'] : argv
}

/**
 * Reads the command line; what it asks for is still to be run.
 *
 * @throws CommanderError after help, version or a complaint was shown
 */
export async function parseArguments(
  args: readonly string[],
  { out, err }: CommandContext,
): Promise<{ run: RunCommand; verbose: boolean; hasLog: boolean }> {
  const argv = withHelpOption(args)
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
  let hasLog = false
  program.hook('preAction', (_program, action) => {
    hasLog = action.options.some((option) => option.attributeName() === 'logFormat')
  })
  const named = namedCommand(argv)
  for (const entry of COMMANDS) {
    const { name, description } = entry
    const command = entry === named ? (await loadNamed(entry, argv))(choose) : new Command(name)
    program.addCommand(furnish(command.description(description), program))
  }
  await program.parseAsync([...argv], { from: 'user' })
  if (chosen === undefined) throw new Error('no command was chosen')
  return { run: chosen, verbose: program.opts<{ verbose?: boolean }>().verbose === true, hasLog }
}

/** What all commands have in common, those of a group among them. */
function furnish(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).addHelpText('after', EXIT_STATUSES)
  for (const part of command.commands) furnish(part, command)
  return command
}
