import { AliecsError } from '../errors.js'
import type { Environment } from './environment.js'
import type { ClientEvent } from './fsm.js'
import type { RequestUser } from './observer.js'

export interface DestroyOptions {
  /** From any state, without STOP and RESET. */
  force?: boolean
  /** From RUNNING too, after STOP; without it an environment in RUNNING is destroyed by force. */
  allowInRunningState?: boolean
  requestUser?: RequestUser
}

/**
 * Source: AliceO2Group/Control, core/server.go, DestroyEnvironment.
 *
 * @param tearDown with force, or without
 */
export async function destroyEnvironment(
  environment: Environment,
  { force = false, allowInRunningState = false, requestUser }: DestroyOptions,
  tearDown: (force: boolean) => Promise<void>,
): Promise<void> {
  environment.isLeaving = true
  if (requestUser !== undefined) environment.setRequestUser(requestUser)
  if (force) return tearDown(true)
  if (
    allowInRunningState &&
    environment.state === 'RUNNING' &&
    !(await succeeds(environment, 'STOP_ACTIVITY'))
  ) {
    return tearDown(true)
  }
  if (!['CONFIGURED', 'DEPLOYED', 'STANDBY'].includes(environment.state)) return tearDown(true)
  if (environment.state === 'CONFIGURED' && !(await succeeds(environment, 'RESET'))) return tearDown(true)
  try {
    await tearDown(false)
  } catch (error) {
    if (environment.state === 'DONE') throw error
    environment.services.logger.warn({ environmentId: environment.id }, 'teardown failed, forcing it')
    await tearDown(true)
  }
}

async function succeeds(environment: Environment, event: ClientEvent): Promise<boolean> {
  try {
    await environment.tryTransition(event)
    return true
  } catch (error) {
    if (!(error instanceof AliecsError)) throw error
    await environment.goError(`transition ${event} failed: ${error.message}`)
    return false
  }
}
