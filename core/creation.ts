import { AliecsError, messageOf } from '../errors.js'
import type { Environment } from './environment.js'
import type { EnvironmentRegistry } from './environment-registry.js'
import { goToError } from './go-error.js'
import { type CreateRequest, type CreationServices, prepareEnvironment, tellCreation } from './preparation.js'
import { tearDown } from './teardown.js'
import { enterStandby, runTransition } from './transition.js'

/**
 * From a request to an environment in CONFIGURED; gone again where that fails.
 * Source: AliceO2Group/Control, core/environment/manager.go, CreateEnvironment.
 *
 * @throws AliecsError see EnvironmentManager.create
 */
export async function createEnvironment(
  id: string,
  request: CreateRequest,
  services: CreationServices,
  registry: EnvironmentRegistry,
): Promise<Environment> {
  tellCreation(id, request, services, 'starting')
  let environment: Environment | undefined
  try {
    environment = await prepareEnvironment(id, request, services)
    registry.add(environment)
    environment.tellLoaded(request.template, request.mode ?? 'wait')
    await bringUp(environment, registry)
    if (request.mode === 'async') announce(environment, request, null)
    return environment
  } catch (error) {
    tellCreation(id, request, services, 'failed', messageOf(error))
    if (request.mode === 'async' && environment !== undefined) {
      announce(environment, request, messageOf(error))
    }
    throw error
  }
}

function announce(environment: Environment, { template }: CreateRequest, error: string | null): void {
  environment.tell({ type: 'creation', step: 'announced', mode: 'async', template, error, vars: null })
}

/**
 * DEPLOY and CONFIGURE in one turn, so that no request of a client comes between them.
 *
 * @throws AliecsError ENVIRONMENT_LEAVING where a destroy was asked for meanwhile, which tears it down then
 */
function bringUp(environment: Environment, registry: EnvironmentRegistry): Promise<void> {
  return environment.exclusively(async () => {
    try {
      await enterStandby(environment)
      checkStays(environment)
      await runTransition(environment, 'DEPLOY')
      checkStays(environment)
      await runTransition(environment, 'CONFIGURE')
      environment.watch.start()
    } catch (error) {
      if (!(error instanceof AliecsError && error.code === 'ENVIRONMENT_LEAVING')) {
        await clearAway(environment, registry, messageOf(error))
      }
      throw error
    }
  })
}

function checkStays({ id, isLeaving }: Environment): void {
  if (!isLeaving) return
  throw new AliecsError('ENVIRONMENT_LEAVING', `environment ${id} was destroyed before it was CONFIGURED`)
}

async function clearAway(
  environment: Environment,
  registry: EnvironmentRegistry,
  reason: string,
): Promise<void> {
  await goToError(environment, `deployment or configuration failed: ${reason}`)
  try {
    await tearDown(environment, true)
    registry.remove(environment)
  } catch (left) {
    const text = `not gone after its creation failed: ${messageOf(left)}`
    environment.services.logger.error({ environmentId: environment.id }, text)
  }
}
