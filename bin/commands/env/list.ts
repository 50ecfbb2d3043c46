import { Command } from 'commander'
import { withCore } from '../../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../../client/core-options.js'
import { environmentsTable } from '../../client/environments-table.js'
import type { CommandContext, RunCommand } from '../../context.js'
import { EXIT_OK } from '../../failure.js'

export function listCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('list'))
    .description('List the environments.')
    .action((options: CoreOptions) => choose((context) => runList(options, context)))
}

function runList(options: CoreOptions, context: CommandContext): Promise<number> {
  const { out, err } = context
  return withCore(options, context, async ({ client, limits }) => {
    const reply = await client.call('GetEnvironments', { showAll: true }, limits)
    if (options.json === true) out.print(JSON.stringify(reply))
    else if (reply.environments.length > 0) out.print(environmentsTable(reply.environments, out.colors))
    else err.print(`no environments at ${client.address}`)
    return EXIT_OK
  })
}
