import { AliecsError } from '../errors.js'
import type { Environment } from './environment.js'
import { type ClientEvent, findDestination, type State } from './fsm.js'
import { goToError } from './go-error.js'
import type { RequestUser } from './observer.js'
import { runTransition } from './transition.js'

/** Outcome of a transition that a client asked for. */
export interface ControlOutcome {
  state: State
  runNumber: number | null
  /** Of the transition itself, without the GO_ERROR that may have followed. */
  startMs: number
  endMs: number
  /** Why the environment is in ERROR now; null where the transition was successful. */
  error: AliecsError | null
}

/**
 * Runs one transition for a client; ERROR where it fails. An environment that is being destroyed, or is gone, refuses it.
 * A destroy that is asked for while the transition waits for its turn comes after it.
 * Source: AliceO2Group/Control, core/server.go, ControlEnvironment.
 *
 * @throws AliecsError ENVIRONMENT_LEAVING for an environment that is being destroyed; the error of GO_ERROR, where that
 *   failed too
 */
export async function controlEnvironment(
  environment: Environment,
  event: ClientEvent,
  { requestUser }: { requestUser?: RequestUser } = {},
): Promise<ControlOutcome> {
  const { id } = environment
  if (environment.isLeaving) throw refusal(event, `environment ${id} is being destroyed`)
  return environment.exclusively(async () => {
    if (environment.state === 'DONE') throw refusal(event, `environment ${id} is gone`)
    // The destroy that waits may have cut short the creation that led to the right state.
    if (environment.isLeaving && findDestination(event, environment.state) === undefined) {
      throw refusal(event, `environment ${id} is in ${environment.state}, and about to be destroyed`)
    }
    if (requestUser !== undefined) environment.setRequestUser(requestUser)
    const { clock } = environment.services
    const startMs = clock()
    const failure = await failureOf(runTransition(environment, event))
    const endMs = clock()
    if (failure !== null) {
      const error = await goToError(environment, `transition ${event} failed: ${failure.message}`)
      if (error !== null) throw error
    }
    return { state: environment.state, runNumber: environment.runNumber, startMs, endMs, error: failure }
  })
}

function refusal(event: ClientEvent, reason: string): AliecsError {
  return new AliecsError('ENVIRONMENT_LEAVING', `${event} refused: ${reason}`)
}

/** @returns null where there was none */
async function failureOf(work: Promise<void>): Promise<AliecsError | null> {
  try {
    await work
    return null
  } catch (error) {
    if (error instanceof AliecsError) return error
    throw error
  }
}
