import type { EnvironmentInfo } from '#generated/grpc/o2control/EnvironmentInfo.js'
import type { Environment, IntegrationPlugins } from '../../core/index.js'
import { flattenLayers } from '../../core/workflow/index.js'
import { shortTaskInfo } from './task-info.js'

export interface EnvironmentInfoOptions {
  /** With its tasks, one by one. */
  tasks: boolean
  /** All that the plugins know of it, not only the most important. */
  detailed: boolean
}

/** Source: AliceO2Group/Control, core/server.go, GetEnvironments */
export function environmentInfo(
  environment: Environment,
  plugins: IntegrationPlugins,
  { tasks: withTasks, detailed }: EnvironmentInfoOptions,
): EnvironmentInfo {
  const { tasks, workflow, taskRoles } = environment
  const active = tasks.filter(({ status }) => status === 'ACTIVE').length
  return {
    id: environment.id,
    createdWhen: environment.createdMs,
    state: environment.state,
    tasks: withTasks ? tasks.map((task) => shortTaskInfo(task)) : [],
    rootRole: workflow.root.name,
    currentRunNumber: environment.runNumber ?? 0,
    ...flattenLayers(workflow.root, environment.vars.globals),
    numberOfFlps: environment.hosts.length,
    includedDetectors: environment.detectors.sort(),
    description: workflow.description,
    numberOfHosts: new Set(taskRoles.flatMap(({ hostname }) => (hostname === '' ? [] : [hostname]))).size,
    integratedServicesData: servicesData(environment.id, plugins, detailed),
    numberOfTasks: tasks.length,
    currentTransition: environment.currentTransition ?? '',
    numberOfActiveTasks: active,
    numberOfInactiveTasks: tasks.length - active,
  }
}

/** Of an environment whose workflow is still being loaded. */
export function pendingInfo(id: string): EnvironmentInfo {
  return { id, state: 'PENDING', currentTransition: 'CREATE' }
}

function servicesData(id: string, plugins: IntegrationPlugins, detailed: boolean): Record<string, string> {
  const entries = plugins.names.flatMap((name) => {
    const plugin = plugins.get(name)
    const data = detailed ? plugin?.getEnvironmentsData([id]) : plugin?.getEnvironmentsShortData([id])
    const own = data?.[id] ?? ''
    return own === '' ? [] : [[name, own] as const]
  })
  return Object.fromEntries(entries)
}
