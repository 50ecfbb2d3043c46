import type { RoleInfo } from '#generated/grpc/o2control/RoleInfo.js'
import type { Environment } from '../../core/index.js'
import { consolidatedStack, type Role } from '../../core/workflow/index.js'

/** A role and all below it, with the variables that each has of its own. */
export function roleInfo(role: Role, environment: Environment): RoleInfo {
  const { status, state } = environment.roleStates.standingOf(role)
  const isBelow = (path: string): boolean => path === role.path || path.startsWith(`${role.path}.`)
  return {
    name: role.name,
    status,
    state,
    fullPath: role.path,
    taskIds: environment.tasks.filter((task) => isBelow(task.role.path)).map(({ id }) => id),
    roles: role.kind === 'aggregator' ? role.roles.map((each) => roleInfo(each, environment)) : [],
    defaults: role.defaults,
    vars: role.vars,
    userVars: role.userVars,
    consolidatedStack: consolidatedStack(role, environment.vars.globals),
    description: role.parent === null ? environment.workflow.description : '',
  }
}
