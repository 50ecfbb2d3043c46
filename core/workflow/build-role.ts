import type { Logger, VarStack } from '../../plugin/host.js'
import { isEnabled } from './enabled.js'
import type { Surroundings, TemplateFunction, TemplateFunctions } from './evaluate.js'
import { iteratorValues } from './iterate.js'
import { buildLeaf, type Inside, type RoleBase } from './leaf-role.js'
import { at, fault, type Problems } from './problems.js'
import { RoleVariables, variablesOf } from './role-variables.js'
import type { RoleTemplate } from './template.js'
import { evaluateName } from './text-template.js'
import type { AggregatorRole, Role } from './types.js'
import type { Value } from './value.js'
import { flattenLayers, mergeLayers, type VarLayers } from './var-stack.js'

/** Far beyond any farm of machines, and far below what fills the memory: iterators multiply one another. */
const MOST_ROLES = 20_000

/** What all roles of one load share. */
export interface BuildContext {
  /** What the root inherits. */
  parents: VarLayers
  functions: TemplateFunctions
  logger: Logger
  problems: Problems
  /** How many were looked at, the disabled ones too. */
  roles: number
}

/** Where a role goes. */
export interface Place {
  parent: AggregatorRole | null
  /** The value of the nearest `machine_id` constraint above; empty where there is none. */
  hostname: string
}

/** The role, or those that its iterator makes, in order; without the disabled ones and those with problems. */
export function buildRoles(template: RoleTemplate, place: Place, context: BuildContext): Role[] {
  const { iterator } = template
  if (iterator === undefined) {
    const role = buildRole(template, place, {}, context)
    return role === undefined ? [] : [role]
  }
  const around = {
    variables: variablesOf(mergeLayers(flattenLayers(place.parent, context.parents))),
    functions: context.functions,
  }
  const values = context.problems.attempt(() => iteratorValues(iterator, around)) ?? []
  return values.flatMap((value) => buildRole(template, place, { [iterator.variable]: value }, context) ?? [])
}

/**
 * @returns undefined if it is disabled, or has problems: then its children are not looked at
 * @throws AliecsError TEMPLATE_INVALID where there are too many roles; from a function, any other than that
 */
export function buildRole(
  template: RoleTemplate,
  place: Place,
  locals: VarStack,
  context: BuildContext,
): Role | undefined {
  const { problems, logger } = context
  context.roles += 1
  if (context.roles > MOST_ROLES) {
    at(template.position, template.name.text, () => fault(`more than ${MOST_ROLES} roles in all`))
  }
  const inherited = flattenLayers(place.parent, context.parents)
  const functions = new Map([...context.functions, ...treeFunctions(place.parent)])
  const pathOf = (name: string) => (place.parent === null ? name : `${place.parent.path}.${name}`)

  const { enabled } = template
  if (enabled !== undefined) {
    const around = { variables: variablesOf({ ...mergeLayers(inherited), ...locals }), functions }
    const path = pathOf(template.name.text)
    if (problems.attempt(() => isEnabled(enabled, around, path, logger)) !== true) return undefined
  }

  const own = new RoleVariables(template, inherited, locals, functions).evaluate(problems)
  if (own === undefined) return undefined
  const base = {
    position: template.position,
    parent: place.parent,
    defaults: own.defaults,
    // The iterator's variables end as vars, for the role's children and for its calls.
    vars: { ...own.vars, ...locals },
    userVars: {},
  }
  const layers = {
    defaults: { ...inherited.defaults, ...base.defaults },
    vars: { ...inherited.vars, ...base.vars },
    userVars: inherited.userVars,
  }
  const around: Surroundings = {
    variables: variablesOf({ ...mergeLayers(layers), ...locals }),
    functions,
  }
  const name = problems.attempt(() => evaluateName(template.name, around))
  if (name === undefined) return undefined
  const path = pathOf(name)
  functions.set('This', () => ({ Name: name, Path: path }))
  const { machineId } = template
  const hostname = machineId ? problems.attempt(() => evaluateName(machineId, around)) : place.hostname
  if (hostname === undefined) return undefined
  return buildBody(template, { ...base, name, path }, { around, hostname }, context)
}

function buildBody(
  { body }: RoleTemplate,
  base: RoleBase,
  inside: Inside,
  context: BuildContext,
): Role | undefined {
  switch (body.kind) {
    case 'aggregator':
      return buildAggregator(body.roles, base, inside.hostname, context)
    case 'call':
    case 'task':
      return context.problems.attempt(() => buildLeaf(body, base, inside))
    case 'include':
      context.problems.add(
        body.include.position,
        `include: ${body.include.text}: include roles are not supported`,
      )
      return undefined
  }
}

/** An aggregator that has no roles left goes too, but for the root. Source: core/workflow/aggregatorrole.go. */
function buildAggregator(
  templates: readonly RoleTemplate[],
  base: RoleBase,
  hostname: string,
  context: BuildContext,
): AggregatorRole | undefined {
  const role: AggregatorRole = { ...base, kind: 'aggregator', roles: [] }
  role.roles = templates.flatMap((child) => buildRoles(child, { parent: role, hostname }, context))
  return role.roles.length > 0 || role.parent === null ? role : undefined
}

/** `Parent()` and `Up(n)`: the name and path of an ancestor. */
function treeFunctions(parent: AggregatorRole | null): [string, TemplateFunction][] {
  const node = (role: AggregatorRole | null): Value => role && { Name: role.name, Path: role.path }
  const up = (levels: Value): AggregatorRole | null => {
    let role = typeof levels === 'number' && levels >= 1 ? parent : null
    for (let level = 1; role !== null && level < Number(levels); level += 1) role = role.parent
    return role
  }
  return [
    ['Parent', () => node(parent)],
    ['Up', ([levels]) => node(up(levels ?? null))],
  ]
}
