import { type ParseContext, parseVariables } from './parse-variables.js'
import type { HookTemplate, IteratorTemplate, RoleBody, RoleTemplate } from './template.js'
import type { TextField } from './text-template.js'
import type { YamlBlock } from './yaml-block.js'

/** The keys of any role; `bind` and `connect` are for task channels, which simulated tasks do not have. */
export const ROLE_KEYS = [
  'name',
  'description',
  'enabled',
  'defaults',
  'vars',
  'constraints',
  'bind',
  'connect',
]

const KINDS = ['roles', 'task', 'call', 'include'] as const

/** @returns undefined where the role cannot be used; the block's problems say why */
export function parseRole(block: YamlBlock, context: ParseContext): RoleTemplate | undefined {
  const name = block.text('name')
  if (name === undefined || name.text === '') block.problem('a role has no name', 'name')
  const enabled = block.text('enabled')
  const defaults = parseVariables(block, 'defaults', context)
  const vars = parseVariables(block, 'vars', context)
  const machineId = parseMachineId(block)
  const iterator = block.has('for') ? parseIterator(block) : undefined
  const body = parseBody(block, name?.text ?? '', context)
  if (name === undefined || body === undefined || (iterator === undefined && block.has('for')))
    return undefined
  return { position: block.position, name, enabled, defaults, vars, machineId, iterator, body }
}

function parseBody(block: YamlBlock, name: string, context: ParseContext): RoleBody | undefined {
  const kinds = KINDS.filter((kind) => block.has(kind))
  const [kind] = kinds
  if (kind === undefined || kinds.length > 1) {
    block.problem(`role ${name}: exactly one of ${KINDS.join(', ')} is expected`)
    return undefined
  }
  switch (kind) {
    case 'roles':
      return { kind: 'aggregator', roles: parseChildren(block, context) }
    case 'call':
      return parseCall(block)
    case 'task':
      return parseTask(block)
    case 'include': {
      const include = block.text('include')
      return include && { kind: 'include', include }
    }
  }
}

function parseChildren(block: YamlBlock, context: ParseContext): RoleTemplate[] {
  return (block.blocks('roles', '') ?? []).flatMap((child) => {
    child.allowOnly([...ROLE_KEYS, ...KINDS, 'for'], 'a role')
    return parseRole(child, context) ?? []
  })
}

function parseCall(role: YamlBlock): RoleBody | undefined {
  const block = role.block('call')
  block?.allowOnly(['func', 'return', 'trigger', 'await', 'timeout', 'critical'], 'a call')
  const func = block && required(block, 'func')
  const trigger = block && required(block, 'trigger')
  if (block === undefined) role.problem('call: func and trigger are expected', 'call')
  if (block === undefined || func === undefined || trigger === undefined) return undefined
  return { kind: 'call', func, trigger, returnVar: block.text('return'), ...parseHook(block) }
}

function parseTask(role: YamlBlock): RoleBody | undefined {
  const block = role.block('task')
  block?.allowOnly(['load', 'trigger', 'await', 'timeout', 'critical'], 'a task')
  const load = block && required(block, 'load')
  if (block === undefined) role.problem('task: load is expected', 'task')
  if (block === undefined || load === undefined) return undefined
  return { kind: 'task', load, trigger: filled(block, 'trigger'), ...parseHook(block) }
}

function parseHook(block: YamlBlock): HookTemplate {
  return {
    await: filled(block, 'await'),
    timeout: filled(block, 'timeout'),
    critical: block.boolean('critical') ?? true,
  }
}

function parseIterator(role: YamlBlock): IteratorTemplate | undefined {
  const block = role.block('for')
  block?.allowOnly(['var', 'range', 'begin', 'end'], 'for')
  const [variable, range, begin, end] = ['var', 'range', 'begin', 'end'].map(
    (key) => block && filled(block, key),
  )
  if (variable && range && !begin && !end) return { kind: 'range', variable: variable.text, range }
  if (variable && !range && begin && end) return { kind: 'count', variable: variable.text, begin, end }
  role.problem('for: var with either range, or begin and end, is expected', 'for')
  return undefined
}

function parseMachineId(role: YamlBlock): TextField | undefined {
  const values = (role.blocks('constraints') ?? []).flatMap((block) => {
    block.allowOnly(['attribute', 'value', 'operator'], 'a constraint')
    const [attribute, value] = [required(block, 'attribute'), block.text('value')]
    return attribute?.text === 'machine_id' && value !== undefined ? [value] : []
  })
  return values.at(-1)
}

function required(block: YamlBlock, key: string): TextField | undefined {
  const field = filled(block, key)
  if (field === undefined && !(block.has(key) && block.isMapping(key)))
    block.problem(`${key} is missing`, key)
  return field
}

/** An empty text is as good as none. */
function filled(block: YamlBlock, key: string): TextField | undefined {
  const field = block.text(key)
  return field?.text === '' ? undefined : field
}
