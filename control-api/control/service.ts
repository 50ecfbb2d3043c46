import type { ControlHandlers } from '#generated/grpc/o2control/Control.js'
import { CONTROL } from '../definitions.js'
import type { GrpcService, ServiceMethods } from '../service.js'
import { controlEnvironment } from './control-environment.js'
import type { ControlDependencies, ControlOptions } from './dependencies.js'
import { destroyEnvironment } from './destroy-environment.js'
import { getActiveDetectors, getAvailableDetectors } from './detectors.js'
import { EnvironmentStreams } from './environment-streams.js'
import { getEnvironment, getEnvironments } from './environments.js'
import { getFrameworkInfo } from './framework-info.js'
import { getIntegratedServices } from './integrated-services.js'
import { newAutoEnvironment, newEnvironment, newEnvironmentAsync } from './new-environment.js'
import { getRoles } from './roles.js'
import { subscribe } from './subscribe.js'
import { cleanupTasks, getTask, getTasks } from './tasks.js'
import { teardown } from './teardown.js'
import { getWorkflowTemplates, listRepos, refreshRepos } from './templates.js'

/** `o2control.Control`: all that clients ask of environments, from one core. */
export function controlService(options: ControlOptions): GrpcService {
  const { manager } = options
  const streams = new EnvironmentStreams(manager)
  const hosts = new Set<string>()
  manager.observe((event) => {
    streams.observe(event)
    if (event.type === 'task' && event.task.role.hostname !== '') hosts.add(event.task.role.hostname)
  })
  const core: ControlDependencies = { clock: Date.now, ...options, streams, hosts }
  const implementation: ServiceMethods<ControlHandlers> = {
    GetFrameworkInfo: (_request, context) => getFrameworkInfo(context, core),
    GetIntegratedServices: () => getIntegratedServices(core),
    GetEnvironments: (request) => getEnvironments(request, core),
    GetEnvironment: (request) => getEnvironment(request, core),
    NewEnvironment: (request, context) => newEnvironment(request, context, core),
    NewEnvironmentAsync: (request) => newEnvironmentAsync(request, core),
    NewAutoEnvironment: (request) => newAutoEnvironment(request, core),
    Subscribe: (request, context) => subscribe(request, context, core),
    ControlEnvironment: (request, context) => controlEnvironment(request, context, core),
    DestroyEnvironment: (request) => destroyEnvironment(request, core),
    Teardown: () => teardown(core),
    GetActiveDetectors: () => getActiveDetectors(core),
    GetAvailableDetectors: () => getAvailableDetectors(core),
    GetTasks: () => getTasks(core),
    GetTask: (request) => getTask(request, core),
    CleanupTasks: (request) => cleanupTasks(request, core),
    GetRoles: (request) => getRoles(request, core),
    ListRepos: (request) => listRepos(request, core),
    GetWorkflowTemplates: (request) => getWorkflowTemplates(request, core),
    RefreshRepos: (request) => refreshRepos(request, core),
  }
  return { definition: CONTROL, implementation }
}
