import type { Command } from 'commander'
import type { RunCommand } from './context.js'

export type MakeCommand = (choose: (run: RunCommand) => void) => Command

export interface CommandEntry {
  name: string
  description: string
  /** @param rest names after the command: a group loads the part that is asked for, or all */
  load(rest?: readonly string[]): Promise<MakeCommand>
}

/** In the order of the help. Loaded is the one that is asked for: all that they need takes a second. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'demo',
    description: 'Two environments on a broker inside this process, and the records that they publish.',
    load: async () => (await import('./commands/demo.js')).demoCommand,
  },
  {
    name: 'simulate',
    description: 'Run a scenario on a core with simulated tasks, as the settings configure it.',
    load: async () => (await import('./commands/simulate.js')).simulateCommand,
  },
  {
    name: 'core',
    description:
      'Run a core for clients: gRPC for the AliECS GUI, coconut and env, and a page; until Ctrl-C or SIGTERM.',
    load: async () => (await import('./commands/core.js')).coreCommand,
  },
  {
    name: 'env',
    description: 'Create, show, control and destroy environments of a running core.',
    load: async (rest = []) => (await import('./commands/env/env.js')).loadEnvCommand(rest),
  },
  {
    name: 'info',
    description: 'Show a running core: its name, its detectors, what it is connected to.',
    load: async () => (await import('./commands/info.js')).infoCommand,
  },
  {
    name: 'templates',
    description: 'List the workflow templates that environments can be made of.',
    load: async () => (await import('./commands/templates.js')).templatesCommand,
  },
  {
    name: 'attach',
    description:
      "Follow a core's own events and write the legacy topics from them: for a core whose Kafka plugin is off. Ctrl-C ends it.",
    load: async () => (await import('./commands/attach.js')).attachCommand,
  },
  {
    name: 'demo-attach',
    description:
      'Replay the events of a recorded core through attach, and show the legacy records beside those of the Go plugin.',
    load: async () => (await import('./commands/demo-attach.js')).demoAttachCommand,
  },
  {
    name: 'replay',
    description: 'Write the events of a recording to Kafka again, with their keys, order and spacing.',
    load: async () => (await import('./commands/replay.js')).replayCommand,
  },
  {
    name: 'consume',
    description: 'Show the records of topics, decoded, as they come. Ctrl-C ends it.',
    load: async () => (await import('./commands/consume.js')).consumeCommand,
  },
  {
    name: 'topics',
    description: 'List the aliecs.* topics with partitions, offsets and the number of records.',
    load: async () => (await import('./commands/topics.js')).topicsCommand,
  },
]

/** The command that the arguments ask for, to be run or to show its help; null where they name none. */
export function namedCommand(argv: readonly string[]): CommandEntry | null {
  const [name] = operands(argv)
  return COMMANDS.find((command) => command.name === name) ?? null
}

/** Loads the command that the arguments ask for. */
export function loadNamed(entry: CommandEntry, argv: readonly string[]): Promise<MakeCommand> {
  return entry.load(operands(argv).slice(1))
}

/** Arguments that are not options, `help` left out. */
function operands(argv: readonly string[]): readonly string[] {
  const names = argv.filter((argument) => !argument.startsWith('-'))
  return names[0] === 'help' ? names.slice(1) : names
}
