import type { VarStack } from '../../plugin/host.js'
import type { Role } from './types.js'

/** Variables by layer; a name is looked for in `userVars`, then `vars`, then `defaults`. */
export interface VarLayers {
  defaults: VarStack
  vars: VarStack
  userVars: VarStack
}

/**
 * Each layer of a role with those of its ancestors beneath it: within a layer the child overrides the parent, with an
 * empty string too.
 *
 * @param role null for what lies above the root
 * @param parents the root's parents: Consul defaults, Consul vars, the environment's user vars
 */
export function flattenLayers(role: Role | null, parents: VarLayers): VarLayers {
  if (role === null) return parents
  const above = flattenLayers(role.parent, parents)
  return {
    defaults: { ...above.defaults, ...role.defaults },
    vars: { ...above.vars, ...role.vars },
    userVars: { ...above.userVars, ...role.userVars },
  }
}

/** Sets a variable whose name comes from outside: `__proto__` is a name like any other. */
export function setVariable(vars: VarStack, name: string, value: string): void {
  Object.defineProperty(vars, name, { value, writable: true, enumerable: true, configurable: true })
}

/** The layers as one: user vars over vars over defaults. */
export function mergeLayers(layers: VarLayers): VarStack {
  return { ...layers.defaults, ...layers.vars, ...layers.userVars }
}

/**
 * The variables as a role sees them now. Nothing is kept: what the core has written into a role or into the
 * environment's user vars since the last call is there. The result is the caller's own.
 *
 * Source: AliceO2Group/Control, core/workflow/rolebase.go, ConsolidatedVarStack; common/gera/map.go.
 */
export function consolidatedStack(role: Role, parents: VarLayers): VarStack {
  return mergeLayers(flattenLayers(role, parents))
}
