import type { GetRolesReply } from '#generated/grpc/o2control/GetRolesReply.js'
import type { GetRolesRequest__Output } from '#generated/grpc/o2control/GetRolesRequest.js'
import type { Role } from '../../core/workflow/index.js'
import { AliecsError } from '../../errors.js'
import type { ControlDependencies } from './dependencies.js'
import { roleInfo } from './role-info.js'
import { matchesRolePath } from './role-pattern.js'

const MAX_PATTERN = 1000

/** The roles whose full path fits `pathSpec`, in the order of the workflow; the root role where it is empty. */
export function getRoles(
  { envId, pathSpec }: GetRolesRequest__Output,
  { manager, clock }: ControlDependencies,
): GetRolesReply {
  const environment = manager.environment(envId)
  if (pathSpec.length > MAX_PATTERN) {
    const text = `pathSpec: ${pathSpec.length} characters, expected ${MAX_PATTERN} at most`
    throw new AliecsError('REQUEST_INVALID', text)
  }
  const { root } = environment.workflow
  const found =
    pathSpec === '' ? [root] : allRoles(root).filter(({ path }) => matchesRolePath(pathSpec, path))
  return { roles: found.map((role) => roleInfo(role, environment)), timestamp: clock() }
}

function allRoles(role: Role): Role[] {
  return role.kind === 'aggregator' ? [role, ...role.roles.flatMap(allRoles)] : [role]
}
