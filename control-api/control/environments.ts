import type { GetEnvironmentReply } from '#generated/grpc/o2control/GetEnvironmentReply.js'
import type { GetEnvironmentRequest__Output } from '#generated/grpc/o2control/GetEnvironmentRequest.js'
import type { GetEnvironmentsReply } from '#generated/grpc/o2control/GetEnvironmentsReply.js'
import type { GetEnvironmentsRequest__Output } from '#generated/grpc/o2control/GetEnvironmentsRequest.js'
import type { ControlDependencies } from './dependencies.js'
import { environmentInfo, pendingInfo } from './environment-info.js'
import { roleInfo } from './role-info.js'

/** Those whose template is `!public`; all of them where that is asked for. */
export function getEnvironments(
  { showAll, showTaskInfos, showDetailedIntegratedServices }: GetEnvironmentsRequest__Output,
  core: ControlDependencies,
): GetEnvironmentsReply {
  const shown = core.manager.environments.filter(({ workflow }) => showAll || workflow.public)
  const options = { tasks: showTaskInfos, detailed: showDetailedIntegratedServices }
  return {
    frameworkId: core.identity.frameworkId,
    environments: shown.map((environment) => environmentInfo(environment, core.plugins, options)),
    timestamp: core.clock(),
  }
}

/** One that is still being made is PENDING. */
export function getEnvironment(
  { id, showWorkflowTree }: GetEnvironmentRequest__Output,
  core: ControlDependencies,
): GetEnvironmentReply {
  const timestamp = core.clock()
  if (core.manager.pendingIds.includes(id)) return { environment: pendingInfo(id), timestamp }
  const environment = core.manager.environment(id)
  return {
    environment: environmentInfo(environment, core.plugins, { tasks: true, detailed: true }),
    ...(showWorkflowTree && { workflow: roleInfo(environment.workflow.root, environment) }),
    public: environment.workflow.public,
    timestamp,
  }
}
