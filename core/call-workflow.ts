import type { CallWorkflow } from '../plugin/host.js'
import { leavesOf } from './roles.js'
import type { CallRole, Role } from './workflow/types.js'
import { flattenLayers, mergeLayers, setVariable } from './workflow/var-stack.js'

/** The workflow as a call may reach it, through the roles above the one that makes the call. */
export function callWorkflow(role: CallRole): CallWorkflow {
  const root = rootOf(role)
  const leaves = root.kind === 'aggregator' ? leavesOf(root) : [root]
  return {
    // User vars: the runtime values of the root go before everything that the template says.
    setRootVar: (name, value) => {
      setVariable(root.userVars, name, value)
    },
    deleteRootVar: (name) => {
      delete root.userVars[name]
    },
    leafVars: () =>
      leaves.map((leaf) => mergeLayers(flattenLayers(leaf, { defaults: {}, vars: {}, userVars: {} }))),
  }
}

function rootOf(role: Role): Role {
  return role.parent === null ? role : rootOf(role.parent)
}
