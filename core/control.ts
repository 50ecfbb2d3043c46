import { AliecsError } from '../errors.js'
import type { Environment } from './environment.js'
import type { ClientEvent, State } from './fsm.js'

/** What became of a transition that a client asked for. */
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
 * One transition, as clients ask for it; ERROR where it fails.
 * Source: AliceO2Group/Control, core/server.go, ControlEnvironment.
 *
 * @throws AliecsError the error of GO_ERROR, where that failed too
 */
export async function controlEnvironment(
  environment: Environment,
  event: ClientEvent,
): Promise<ControlOutcome> {
  const { clock } = environment.services
  const startMs = clock()
  const failure = await failureOf(environment.tryTransition(event))
  const endMs = clock()
  if (failure !== null) {
    const error = await environment.goError(`transition ${event} failed: ${failure.message}`)
    if (error !== null) throw error
  }
  return { state: environment.state, runNumber: environment.runNumber, startMs, endMs, error: failure }
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
