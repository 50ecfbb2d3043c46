import { AliecsError } from '../errors.js'
import type { Environment } from './environment.js'
import type { ClientEvent } from './fsm.js'
import { goToError } from './go-error.js'
import type { RequestUser } from './observer.js'
import { tearDown } from './teardown.js'
import { runTransition } from './transition.js'

export interface DestroyOptions {
  /** From any state, without STOP and RESET. */
  force?: boolean
  /** From RUNNING too, after STOP; without it an environment in RUNNING is destroyed by force. */
  allowInRunningState?: boolean
  requestUser?: RequestUser
}

/** A destroy under way. */
export interface Destruction {
  /** The steps that have not begun yet are skipped. */
  force: boolean
  /** Outcome, the same for every request that joined. */
  end: Promise<void>
}

/**
 * Destroys an environment: waits for its turn, then chooses the steps by the state. A request that comes while a destroy
 * is under way joins it, with the same outcome; `force` of a later one makes it skip STOP and RESET.
 * Source: AliceO2Group/Control, core/server.go, DestroyEnvironment.
 *
 * @param forget called when the environment is gone
 * @throws AliecsError TASKS_FAILED when tasks stay; the environment may be destroyed again then
 */
export function destroyEnvironment(
  environment: Environment,
  options: DestroyOptions,
  forget: () => void,
): Promise<void> {
  const { force = false } = options
  const underWay = environment.destruction
  if (underWay !== null) {
    underWay.force ||= force
    return underWay.end
  }
  const end = environment.exclusively(async () => {
    try {
      // Its creation may have failed while this waited, and ended it.
      if (environment.state !== 'DONE') await destroy(environment, destruction, options)
      forget()
    } catch (error) {
      environment.destruction = null
      throw error
    }
  })
  const destruction: Destruction = { force, end }
  environment.destruction = destruction
  return end
}

async function destroy(
  environment: Environment,
  destruction: Destruction,
  { allowInRunningState = false, requestUser }: DestroyOptions,
): Promise<void> {
  if (requestUser !== undefined) environment.setRequestUser(requestUser)
  const stopsFirst = allowInRunningState && environment.state === 'RUNNING'
  if (stopsFirst && !destruction.force) await attempt(environment, 'STOP_ACTIVITY')
  if (environment.state === 'CONFIGURED' && !destruction.force) await attempt(environment, 'RESET')
  if (destruction.force || !['DEPLOYED', 'STANDBY'].includes(environment.state)) {
    return tearDown(environment, true)
  }
  try {
    await tearDown(environment, false)
  } catch (error) {
    if (environment.state === 'DONE') throw error
    environment.services.logger.warn({ environmentId: environment.id }, 'teardown failed, forcing it')
    await tearDown(environment, true)
  }
}

/** One transition on the way down; ERROR where it fails. */
async function attempt(environment: Environment, event: ClientEvent): Promise<void> {
  try {
    await runTransition(environment, event)
  } catch (error) {
    if (!(error instanceof AliecsError)) throw error
    await goToError(environment, `transition ${event} failed: ${error.message}`)
  }
}
