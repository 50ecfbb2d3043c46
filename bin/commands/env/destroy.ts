import { Command } from 'commander'
import { printable } from '../../../records/printable.js'
import { withCore } from '../../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../../client/core-options.js'
import { countText } from '../../client/environment-text.js'
import { findEnvironment } from '../../client/find-environment.js'
import { lookAt } from '../../client/look-at.js'
import { follow } from '../../client/progress.js'
import type { CommandContext, RunCommand } from '../../context.js'
import { EXIT_OK } from '../../failure.js'
import { requestUser } from '../../request-user.js'

interface DestroyOptions extends CoreOptions {
  force?: boolean
}

export function destroyCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('destroy'))
    .description('Destroy an environment: its run is stopped first, its tasks are reset.')
    .argument('<id>', 'of the environment; its beginning is enough where no other begins so')
    .option('--force', 'from any state, at once: without STOP_ACTIVITY and RESET')
    .action((id: string, options: DestroyOptions) => choose((context) => runDestroy(id, options, context)))
}

function runDestroy(given: string, options: DestroyOptions, context: CommandContext): Promise<number> {
  const { out } = context
  return withCore(options, context, async (core) => {
    const { id, state } = await findEnvironment(core, given)
    const force = options.force === true
    // Without this the core tears an environment in RUNNING down by force.
    const request = { id, force, allowInRunningState: true, requestUser: requestUser() }
    const reply = await follow(
      {
        work: core.client.call('DestroyEnvironment', request, core.limits),
        look: (signal) => lookAt(core, id, signal),
        goesOn: `the end of ${id}`,
      },
      context,
    )
    if (options.json === true) out.print(JSON.stringify(reply))
    else {
      const tasks = countText(reply.cleanupTasksReply?.killedTasks.length ?? 0, 'task')
      out.print(`${printable(id)}  gone${out.colors.dim(`, was ${printable(state)}; ${tasks} ended`)}`)
    }
    return EXIT_OK
  })
}
