import { Command } from 'commander'
import { withCore } from '../../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../../client/core-options.js'
import { environmentDetails } from '../../client/environment-details.js'
import { findEnvironment } from '../../client/find-environment.js'
import type { CommandContext, RunCommand } from '../../context.js'
import { EXIT_OK } from '../../failure.js'

export function showCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('show'))
    .description('Show an environment: state, tasks, roles and variables.')
    .argument('<id>', 'of the environment; its beginning is enough where no other begins so')
    .action((id: string, options: CoreOptions) => choose((context) => runShow(id, options, context)))
}

function runShow(given: string, options: CoreOptions, context: CommandContext): Promise<number> {
  const { out } = context
  return withCore(options, context, async (core) => {
    const { id } = await findEnvironment(core, given)
    const reply = await core.client.call('GetEnvironment', { id, showWorkflowTree: true }, core.limits)
    const { environment, workflow } = reply
    if (options.json === true) out.print(JSON.stringify(reply))
    else if (environment !== null) out.print(environmentDetails(environment, workflow, out.colors))
    return EXIT_OK
  })
}
