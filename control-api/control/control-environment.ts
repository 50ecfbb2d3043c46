import type { ControlEnvironmentReply } from '#generated/grpc/o2control/ControlEnvironmentReply.js'
import type { ControlEnvironmentRequest__Output } from '#generated/grpc/o2control/ControlEnvironmentRequest.js'
import { CLIENT_EVENTS } from '../../core/index.js'
import { AliecsError } from '../../errors.js'
import type { ControlDependencies } from './dependencies.js'
import { requestUserOf } from './request-user.js'

/** A transition that leads to ERROR is an answer, not a failure. */
export async function controlEnvironment(
  { id, type, requestUser }: ControlEnvironmentRequest__Output,
  { manager, clock }: ControlDependencies,
): Promise<ControlEnvironmentReply> {
  manager.environment(id)
  if (!CLIENT_EVENTS.some((event) => event === type)) {
    const text = `cannot prepare invalid transition ${type}; expected one of ${CLIENT_EVENTS.join(', ')}`
    throw new AliecsError('TRANSITION_INVALID', text)
  }
  const { state, runNumber, startMs, endMs } = await manager.control(id, type, requestUserOf(requestUser))
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
