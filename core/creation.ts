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
