import { Command, Option } from 'commander'
import type { CallOptions } from '../../../control-api/client.js'
import { decodeText, WARNING_TRAILER } from '../../../control-api/trailers.js'
import { AliecsError } from '../../../errors.js'
import { printable } from '../../../records/printable.js'
import { type CoreConnection, withCore } from '../../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../../client/core-options.js'
import { isOwnCore } from '../../client/core-program.js'
import { countText, stateText } from '../../client/environment-text.js'
import { isDoubtful, parseExtraVars } from '../../client/extra-vars.js'
import { lookForNew } from '../../client/look-at.js'
import { follow } from '../../client/progress.js'
import type { CommandContext, RunCommand } from '../../context.js'
import { EXIT_FAILED, EXIT_OK } from '../../failure.js'
import { requestUser } from '../../request-user.js'

interface CreateOptions extends CoreOptions {
  workflow: string
  extraVars?: string[]
  auto?: boolean
  async?: boolean
}

export function createCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('create'))
    .description('Create an environment, and wait until it is CONFIGURED.')
    .requiredOption(
      '-w, --workflow <template>',
      'name of a workflow template, or <repository>/workflows/<name>@<revision>; see templates',
    )
    .option(
      '-e, --extra-vars <key=value>',
      'a variable of the environment, or several as a JSON object; may be repeated',
      (text: string, before: string[] = []) => [...before, text],
    )
    .option('--auto', 'let it go through one run by itself, and show its events until it is gone')
    .addOption(new Option('--async', 'do not wait for it').conflicts('auto'))
    .action((options: CreateOptions) => {
      const { vars } = parseExtraVars(options.extraVars ?? [])
      choose((context) => runCreate(vars, options, context))
    })
}

function runCreate(
  vars: Record<string, string>,
  options: CreateOptions,
  context: CommandContext,
): Promise<number> {
  const request = { workflowTemplate: options.workflow, vars, public: true, requestUser: requestUser() }
  return withCore(options, context, async (core) => {
    await remark(core, vars, options, context)
    if (options.auto === true) {
      const { runAutoEnvironment } = await import('../../client/auto-environment.js')
      return runAutoEnvironment(core, request, options, context)
    }
    return create(core, request, options, context)
  })
}

/** Warns of variables that are probably not what was meant, in words that are true for this core. */
async function remark(
  core: CoreConnection,
  vars: Readonly<Record<string, string>>,
  { extraVars = [] }: CreateOptions,
  { err }: CommandContext,
): Promise<void> {
  const isTolerant = isDoubtful(vars['kafka_enabled']) && (await isOwnCore(core))
  const { remarks } = parseExtraVars(extraVars, isTolerant ? 'tolerant' : 'exact')
  for (const text of remarks) err.print(err.colors.yellow(text))
}

async function create(
  core: CoreConnection,
  request: { workflowTemplate: string; vars: Record<string, string>; public: boolean },
  { async, json }: CreateOptions,
  context: CommandContext,
): Promise<number> {
  const { client, limits } = core
  const { out, err } = context
  const before = new Set(
    (await client.call('GetEnvironments', { showAll: true }, limits)).environments.map(({ id }) => id),
  )
  let warnings: string[] = []
  const onTrailers: CallOptions['onTrailers'] = (trailers) => {
    const text = decodeText(trailers.get(WARNING_TRAILER).join())
    warnings = text.split('\n').filter((line) => line !== '')
  }
  const options = { ...limits, onTrailers }
  const reply = await follow(
    {
      work: client.call(async === true ? 'NewEnvironmentAsync' : 'NewEnvironment', request, options),
      look: (signal) => lookForNew(core, { before, vars: request.vars }, signal),
      goesOn: 'the creation; aliecs-kafka env list shows it',
    },
    context,
  ).catch(async (error: unknown) => {
    throw await withEnvironment(error)
  })
  for (const warning of warnings) err.print(err.colors.yellow(printable(warning)))
  const { environment } = reply
  if (json === true) out.print(JSON.stringify(reply))
  else if (environment !== null) {
    const { id, state, includedDetectors, numberOfTasks } = environment
    const what = [includedDetectors.join(' '), countText(numberOfTasks, 'task')].filter((part) => part !== '')
    const rest = async === true ? '' : `  ${out.colors.dim(printable(what.join(', ')))}`
    out.print(`${printable(id)}  ${stateText(state, out.colors)}${rest}`)
    if (async === true)
      err.print(err.colors.dim(`being created; aliecs-kafka env show ${id} says how far it is`))
  }
  return environment?.state === 'ERROR' ? EXIT_FAILED : EXIT_OK
}

/** The core says which environment it was that is not there. */
async function withEnvironment(error: unknown): Promise<unknown> {
  const { environmentOf } = await import('../../../control-api/client-errors.js')
  const environment = environmentOf(error)
  if (!(error instanceof AliecsError) || environment === undefined) return error
  const { id, state } = environment
  return new AliecsError(error.code, `${error.message} (environment ${id}, ${state})`, { cause: error })
}
