import { Command, Option } from 'commander'
import type { RunCommand } from '../context.js'
import { runDemo } from '../demo/run-demo.js'

interface Options {
  events?: boolean
  legacy?: boolean
  json?: boolean
  fast?: boolean
  page?: boolean
}

export function demoCommand(choose: (run: RunCommand) => void): Command {
  return new Command('demo')
    .addOption(new Option('--events', "show the core's own events, all of them").conflicts('legacy'))
    .option('--legacy', 'show what the plugin publishes, and nothing else')
    .option('--json', 'one JSON object per line: each record, then the summary')
    .option('--fast', 'without the pauses for whoever watches')
    .option('--page', 'with the page up, which stays until Ctrl-C')
    .action(({ events, legacy, json, fast, page }: Options) => {
      const streams = events === true ? 'events' : legacy === true ? 'legacy' : 'both'
      choose((context) =>
        runDemo({ streams, json: json === true, fast: fast === true, page: page === true }, context),
      )
    })
}
