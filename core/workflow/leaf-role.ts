import { parseCallExpression } from './call-expression.js'
import type { Surroundings } from './evaluate.js'
import { at, fault } from './problems.js'
import type { HookTemplate, RoleBody } from './template.js'
import { evaluateName, evaluateText, type TextField } from './text-template.js'
import type { AggregatorRole, CallRole, TaskRole } from './types.js'

/** What a role has, whatever its kind. */
export type RoleBase = Omit<AggregatorRole, 'kind' | 'roles'>

export interface Inside {
  /** What the role's own expressions see. */
  around: Surroundings
  hostname: string
}

const DEFAULT_TIMEOUT = '30s'

type LeafBody = Extract<RoleBody, { kind: 'call' | 'task' }>

/** @throws AliecsError TEMPLATE_INVALID or one of a function's own, with file and line */
export function buildLeaf(body: LeafBody, base: RoleBase, inside: Inside): CallRole | TaskRole {
  return body.kind === 'call' ? buildCall(body, base, inside.around) : buildTask(body, base, inside)
}

function buildCall(
  body: Extract<RoleBody, { kind: 'call' }>,
  base: RoleBase,
  around: Surroundings,
): CallRole {
  const func = filled(body.func, around)
  at(body.func.position, body.func.construct, () => parseCallExpression(func))
  const returnVar = body.returnVar && evaluateText(body.returnVar, around)
  return {
    ...base,
    kind: 'call',
    func,
    ...evaluateHook(body, body.trigger, around),
    critical: body.critical,
    ...(returnVar !== undefined && returnVar !== '' && { returnVar }),
  }
}

function buildTask(body: Extract<RoleBody, { kind: 'task' }>, base: RoleBase, inside: Inside): TaskRole {
  const { around, hostname } = inside
  return {
    ...base,
    kind: 'task',
    taskClass: filled(body.load, around),
    hostname,
    critical: body.critical,
    ...(body.trigger && { hook: evaluateHook(body, body.trigger, around) }),
  }
}

function evaluateHook(body: HookTemplate, triggerField: TextField, around: Surroundings) {
  return {
    trigger: filled(triggerField, around),
    await: filled(body.await ?? triggerField, around),
    timeout: body.timeout ? filled(body.timeout, around) : DEFAULT_TIMEOUT,
  }
}

function filled(field: TextField, around: Surroundings): string {
  const text = evaluateName(field, around)
  if (text.trim() === '') at(field.position, field.construct, () => fault('the text is empty'))
  return text
}
