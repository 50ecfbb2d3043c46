import type { ControlEnvironmentReply } from '#generated/grpc/o2control/ControlEnvironmentReply.js'
import type { ControlEnvironmentRequest__Output } from '#generated/grpc/o2control/ControlEnvironmentRequest.js'
import { CLIENT_EVENTS } from '../../core/index.js'
import { AliecsError } from '../../errors.js'
import type { CallContext } from '../service.js'
import { ERROR_TRAILER, encodeText } from '../trailers.js'
import type { ControlDependencies } from './dependencies.js'
import { requestUserOf } from './request-user.js'

/** A transition that leads to ERROR is an answer, not a failure; the answer has no field for the reason, a trailer has it. */
export async function controlEnvironment(
  { id, type, requestUser }: ControlEnvironmentRequest__Output,
  { trailers }: Pick<CallContext, 'trailers'>,
  { manager, clock }: ControlDependencies,
): Promise<ControlEnvironmentReply> {
  const environment = manager.environment(id)
  if (!CLIENT_EVENTS.some((event) => event === type)) {
    const text = `cannot prepare invalid transition ${type}; expected one of ${CLIENT_EVENTS.join(', ')}`
    throw new AliecsError('TRANSITION_INVALID', text)
  }
  const outcome = await manager.control(id, type, requestUserOf(requestUser))
  const { state, runNumber, startMs, endMs } = outcome
  const reason = outcome.error ?? environment.lastError
  if (state === 'ERROR' && reason !== null) trailers.set(ERROR_TRAILER, encodeText(reason.message))
  return {
    id,
    state,
    currentRunNumber: runNumber ?? 0,
    startOfTransition: startMs,
    endOfTransition: endMs,
    transitionDuration: endMs - startMs,
    timestamp: clock(),
  }
}
