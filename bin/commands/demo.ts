import { Command } from 'commander'
import type { RunCommand } from '../context.js'
import { type DemoOptions, runDemo } from '../demo/run-demo.js'

export function demoCommand(choose: (run: RunCommand) => void): Command {
  return new Command('demo')
    .description('Two environments on a broker inside this process, and every record that they publish.')
    .option('--json', 'one JSON object per line: each record, then the summary')
    .option('--fast', 'without the pauses for whoever watches')
    .action(({ json, fast }: Partial<DemoOptions>) =>
      choose((context) => runDemo({ json: json === true, fast: fast === true }, context)),
    )
}
