import { messageOf } from '../errors.js'
import type { Environment } from './environment.js'
import type { EnvironmentRegistry } from './environment-registry.js'
import { type CreateRequest, type CreationServices, prepareEnvironment, tellCreation } from './preparation.js'

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
  try {
    const environment = await prepareEnvironment(id, request, services)
    registry.add(environment)
    environment.tellLoaded(request.template)
    await bringUp(environment, registry)
    return environment
  } catch (error) {
    tellCreation(id, request, services, 'failed', messageOf(error))
    throw error
  }
}

async function bringUp(environment: Environment, registry: EnvironmentRegistry): Promise<void> {
  try {
    await environment.enterStandby()
    await environment.tryTransition('DEPLOY')
    await environment.tryTransition('CONFIGURE')
    environment.watch.start()
  } catch (error) {
    await environment.goError(`deployment or configuration failed: ${messageOf(error)}`)
    await registry.tearDown(environment, true).catch((left: unknown) => {
      const text = `not gone after its creation failed: ${messageOf(left)}`
      environment.services.logger.error({ environmentId: environment.id }, text)
    })
    throw error
  }
}
