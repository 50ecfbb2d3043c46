import { status } from '@grpc/grpc-js'
import type { ControlEnvironmentReply } from '#generated/grpc/o2control/ControlEnvironmentReply.js'
import type { ControlEnvironmentRequest__Output } from '#generated/grpc/o2control/ControlEnvironmentRequest.js'
import { CLIENT_EVENTS, type State } from '../../core/index.js'
import { AliecsError } from '../../errors.js'
import { excerpt } from '../../excerpt.js'
import { RpcError, statusOf } from '../rpc-error.js'
import type { CallContext } from '../service.js'
import { ERROR_TRAILER, encodeText } from '../trailers.js'
import type { ControlDependencies } from './dependencies.js'
import { requestUserOf } from './request-user.js'

/**
 * Runs one transition. A transition that leads to ERROR is an answer, as in the original; the answer has no field for the
 * reason, so a trailer has it. A START_ACTIVITY that fails is an error: its answer would read as the start of run 0.
 *
 * @throws RpcError with the environment in its details, where START_ACTIVITY failed
 */
export async function controlEnvironment(
  { id, type, requestUser }: ControlEnvironmentRequest__Output,
  { trailers }: Pick<CallContext, 'trailers'>,
  { manager, clock }: ControlDependencies,
): Promise<ControlEnvironmentReply> {
  const environment = manager.environment(id)
  if (!CLIENT_EVENTS.some((event) => event === type)) {
    const text = `cannot prepare invalid transition ${excerpt(String(type))}; expected one of ${CLIENT_EVENTS.join(', ')}`
    throw new AliecsError('TRANSITION_INVALID', text)
  }
  const outcome = await manager.control(id, type, requestUserOf(requestUser))
  const { state, runNumber, startMs, endMs } = outcome
  if (type === 'START_ACTIVITY' && outcome.error !== null) throw failedStart(id, state, outcome.error)
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

function failedStart(id: string, state: State, error: AliecsError): RpcError {
  const text = `START_ACTIVITY of ${id} failed, it is in ${state} now: ${error.message}`
  const code = statusOf(error)?.code ?? status.ABORTED
  return new RpcError(code, text, { cause: error, environment: { id, state } })
}
