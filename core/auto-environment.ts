import { AliecsError, messageOf } from '../errors.js'
import type { Environment } from './environment.js'

/**
 * One run of a configured environment: START_ACTIVITY, the end that its tasks or a client bring about, RESET and
 * teardown. What goes wrong ends in ERROR and a forced teardown.
 * Source: AliceO2Group/Control, core/environment/manager.go, CreateAutoEnvironment; it looks once a second, ours is told.
 */
export async function runAutomatically(
  environment: Environment,
  { tearDown }: { tearDown: (force: boolean) => Promise<void> },
): Promise<void> {
  let operation = 'transition START_ACTIVITY'
  try {
    await environment.tryTransition('START_ACTIVITY')
    operation = 'transition STOP_ACTIVITY'
    await environment.whenState((state) => state !== 'RUNNING')
    if (environment.isLeaving) return // whoever destroys it goes the same way
    if (environment.state !== 'CONFIGURED') throw new Error(`environment is in ${environment.state}`)
    operation = 'transition RESET'
    await environment.tryTransition('RESET')
    operation = 'teardown'
    await tearDown(false)
  } catch (error) {
    await giveUp(environment, `${operation} failed: ${messageOf(error)}`, tearDown)
  }
}

async function giveUp(
  environment: Environment,
  reason: string,
  tearDown: (force: boolean) => Promise<void>,
): Promise<void> {
  if (environment.isLeaving) return
  environment.services.logger.warn({ environmentId: environment.id }, `automatic environment: ${reason}`)
  await environment.goError(reason)
  try {
    await tearDown(true)
  } catch (error) {
    if (!(error instanceof AliecsError) || error.code !== 'EVENT_INAPPROPRIATE') throw error
  }
}
