import { Command } from 'commander'
import type { ControlEnvironmentReply__Output } from '#generated/grpc/o2control/ControlEnvironmentReply.js'
import type { EnvironmentInfo__Output } from '#generated/grpc/o2control/EnvironmentInfo.js'
import type { CallOptions } from '../../../control-api/client.js'
import { decodeText, ERROR_TRAILER } from '../../../control-api/trailers.js'
import { CLIENT_EVENTS, type ClientEvent, clientEventsIn, STATES } from '../../../core/fsm.js'
import { AliecsError } from '../../../errors.js'
import { printable } from '../../../records/printable.js'
import { findNearMiss } from '../../../settings/near-miss.js'
import { withCore } from '../../client/core-connection.js'
import { type CoreOptions, withCoreOptions } from '../../client/core-options.js'
import { stateText } from '../../client/environment-text.js'
import { findEnvironment } from '../../client/find-environment.js'
import { lookAt } from '../../client/look-at.js'
import { follow } from '../../client/progress.js'
import type { CommandContext, RunCommand } from '../../context.js'
import { EXIT_FAILED, EXIT_OK, UsageError } from '../../failure.js'
import { requestUser } from '../../request-user.js'

interface ControlOptions extends CoreOptions {
  force?: boolean
}

export function controlCommand(choose: (run: RunCommand) => void): Command {
  return withCoreOptions(new Command('control'))
    .description('Take an environment through one transition, and wait for its end.')
    .argument('<id>', 'of the environment; its beginning is enough where no other begins so')
    .argument('<transition>', CLIENT_EVENTS.join(', '))
    .option('--force', 'ask for it whatever the state is; one that the state does not allow leads to ERROR')
    .action((id: string, transition: string, options: ControlOptions) => {
      const event = clientEvent(transition)
      choose((context) => runControl(id, event, options, context))
    })
}

/** @throws UsageError */
function clientEvent(text: string): ClientEvent {
  const name = text.toUpperCase().replaceAll('-', '_')
  const known = CLIENT_EVENTS.find((event) => event === name)
  if (known !== undefined) return known
  const meant =
    CLIENT_EVENTS.find((event) => event.startsWith(`${name}_`)) ?? findNearMiss(name, CLIENT_EVENTS)
  const advice = meant === undefined ? '' : `; did you mean ${meant}?`
  throw new UsageError(
    `no transition ${JSON.stringify(text)}, expected one of ${CLIENT_EVENTS.join(', ')}${advice}`,
  )
}

function runControl(
  given: string,
  event: ClientEvent,
  options: ControlOptions,
  context: CommandContext,
): Promise<number> {
  return withCore(options, context, async (core) => {
    const environment = await findEnvironment(core, given)
    const { id } = environment
    if (options.force !== true) checkAllowed(environment, event)
    const request = { id, type: event, requestUser: requestUser() }
    let reason = ''
    const onTrailers: CallOptions['onTrailers'] = (trailers) => {
      reason = decodeText(trailers.get(ERROR_TRAILER).join())
    }
    const reply = await follow(
      {
        work: core.client.call('ControlEnvironment', request, { ...core.limits, onTrailers }),
        look: (signal) => lookAt(core, id, signal),
        goesOn: `${event} of ${id}`,
      },
      context,
    )
    return report(event, reply, reason, options, context)
  })
}

/** The core would lead the environment to ERROR. */
function checkAllowed(environment: EnvironmentInfo__Output, event: ClientEvent): void {
  const { id, currentTransition } = environment
  const state = STATES.find((name) => name === environment.state)
  // Behind a transition that is under way, this one waits: what the state will be then is not known.
  if (currentTransition !== '' || state === undefined) return
  const allowed = clientEventsIn(state)
  if (allowed.includes(event)) return
  const possible =
    allowed.length === 0 ? 'none is' : `${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'}`
  throw new AliecsError(
    'EVENT_INAPPROPRIATE',
    `${event} is not possible in ${state}, ${possible}; ${id} is left as it is (--force asks the core even so)`,
  )
}

/** @param reason empty where the core does not say it */
function report(
  event: ClientEvent,
  reply: ControlEnvironmentReply__Output,
  reason: string,
  { json }: ControlOptions,
  { out, err }: CommandContext,
): number {
  const { id, state, currentRunNumber, transitionDuration } = reply
  const failed = state === 'ERROR'
  if (json === true) out.print(JSON.stringify(reply))
  else if (!failed) {
    const run = currentRunNumber === 0 ? '' : `, run ${currentRunNumber}`
    const seconds = (Number(transitionDuration) / 1000).toFixed(1)
    out.print(
      `${printable(id)}  ${stateText(state, out.colors)}${run}  ${out.colors.dim(`${event} took ${seconds} s`)}`,
    )
  }
  if (!failed) return EXIT_OK
  const what = `${event} failed, ${printable(id)} is in ERROR now`
  const why =
    reason === ''
      ? `; the core's log and aliecs-kafka consume aliecs.environment --env ${id} have the reason`
      : `: ${printable(reason)}`
  err.print(`${err.colors.red('error:')} ${what}${why}`)
  return EXIT_FAILED
}
