import { messageOf } from '../errors.js'
import type { DestroyOptions } from './destruction.js'
import type { Environment } from './environment.js'
import { goToError } from './go-error.js'
import { runTransition } from './transition.js'

/**
 * One run of a configured environment: START_ACTIVITY, the end that its tasks or a client bring about, RESET and
 * teardown. A failure ends in ERROR and a forced teardown; a destroy of another request takes over.
 * Source: AliceO2Group/Control, core/environment/manager.go, CreateAutoEnvironment; it polls once a second, this one waits
 * for the state.
 */
export async function runAutomatically(
  environment: Environment,
  destroy: (options: DestroyOptions) => Promise<void>,
): Promise<void> {
  if (!(await start(environment))) return destroyUnlessLeaving(environment, destroy, { force: true })
  await environment.whenState((state) => state !== 'RUNNING')
  const { state } = environment
  if (state !== 'CONFIGURED') {
    await failInTurn(environment, `transition STOP_ACTIVITY failed: environment is in ${state}`)
  }
  await destroyUnlessLeaving(environment, destroy, { force: state !== 'CONFIGURED' })
}

/** @returns false after a failure, with the environment in ERROR */
function start(environment: Environment): Promise<boolean> {
  return environment.exclusively(async () => {
    if (environment.isLeaving) return true
    try {
      await runTransition(environment, 'START_ACTIVITY')
      return true
    } catch (error) {
      await fail(environment, `transition START_ACTIVITY failed: ${messageOf(error)}`)
      return false
    }
  })
}

function failInTurn(environment: Environment, reason: string): Promise<void> {
  if (environment.isLeaving) return Promise.resolve()
  return environment.exclusively(async () => {
    if (!environment.isLeaving) await fail(environment, reason)
  })
}

async function fail(environment: Environment, reason: string): Promise<void> {
  environment.services.logger.warn({ environmentId: environment.id }, `automatic environment: ${reason}`)
  await goToError(environment, reason)
}

async function destroyUnlessLeaving(
  environment: Environment,
  destroy: (options: DestroyOptions) => Promise<void>,
  options: DestroyOptions,
): Promise<void> {
  if (!environment.isLeaving && environment.state !== 'DONE') await destroy(options)
}
