import type { Expression } from './expression.js'
import { asBoolean, asNumber, combine, equal, member } from './operators.js'
import { fault } from './problems.js'
import type { Value } from './value.js'

/** The variables that an expression sees. */
export interface Variables {
  has(name: string): boolean
  /** Only of a name that `has`. */
  get(name: string): string
}

/** A function of the template language; it throws a fault for arguments that it cannot take. */
export type TemplateFunction = (args: readonly Value[], variables: Variables) => Value

/** By name, with its group: `strings.IsFalsy`. */
export type TemplateFunctions = ReadonlyMap<string, TemplateFunction>

export interface Surroundings {
  variables: Variables
  functions: TemplateFunctions
  /** What functions see of the variables, where that is less than what expressions see. */
  functionVariables?: Variables
  /** Where given: what to take for the text of a variable that is compared with 'true' or 'false'. */
  readTruth?: (name: string, value: string) => string
}

/**
 * @throws AliecsError TEMPLATE_INVALID, without a place: operands or arguments that do not fit, and any unknown
 * variable or function, in branches that are not taken too, as in the original, where an expression is compiled against
 * the variables that there are (expr-lang without AllowUndefinedVariables)
 */
export function evaluate(expression: Expression, surroundings: Surroundings): Value {
  const unknown = unknownNames(expression, surroundings)
  if (unknown.length > 0) fault(unknown.join(', '))
  return compute(expression, surroundings)
}

function unknownNames(node: Expression, around: Surroundings): string[] {
  switch (node.kind) {
    case 'literal':
      return []
    case 'variable':
      return around.variables.has(node.name) ? [] : [`unknown variable ${node.name}`]
    case 'call': {
      const inArguments = node.args.flatMap((argument) => unknownNames(argument, around))
      return around.functions.has(node.name) ? inArguments : [`unknown function ${node.name}`, ...inArguments]
    }
    default:
      return childrenOf(node).flatMap((child) => unknownNames(child, around))
  }
}

function childrenOf(node: Exclude<Expression, { kind: 'literal' | 'variable' | 'call' }>): Expression[] {
  switch (node.kind) {
    case 'list':
      return node.items
    case 'unary':
      return [node.operand]
    case 'binary':
      return [node.left, node.right]
    case 'choice':
      return [node.test, node.whenTrue, node.whenFalse]
    case 'member':
      return [node.object, node.key]
  }
}

function compute(node: Expression, around: Surroundings): Value {
  switch (node.kind) {
    case 'literal':
      return node.value
    case 'variable':
      return around.variables.get(node.name)
    case 'list':
      return node.items.map((item) => compute(item, around))
    case 'unary': {
      const operand = compute(node.operand, around)
      if (node.operator === '!') return !asBoolean(operand, '!')
      return node.operator === '-' ? -asNumber(operand, '-') : asNumber(operand, '+')
    }
    case 'binary':
      return computeBinary(node, around)
    case 'choice':
      return compute(asBoolean(compute(node.test, around), '?') ? node.whenTrue : node.whenFalse, around)
    case 'call': {
      const called = around.functions.get(node.name) ?? fault(`unknown function ${node.name}`)
      const args = node.args.map((argument) => compute(argument, around))
      return called(args, around.functionVariables ?? around.variables)
    }
    case 'member':
      return member(compute(node.object, around), compute(node.key, around))
  }
}

function computeBinary(node: Extract<Expression, { kind: 'binary' }>, around: Surroundings): Value {
  const { operator, left, right } = node
  if (operator === '&&' || operator === '||') {
    const first = asBoolean(compute(left, around), operator)
    return first === (operator === '||') ? first : asBoolean(compute(right, around), operator)
  }
  if (operator === '==' || operator === '!=') {
    return equal(compared(left, right, around), compared(right, left, around)) === (operator === '==')
  }
  return combine(operator, compute(left, around), compute(right, around))
}

/** One side of a comparison: a variable against the text true or false may be read with more tolerance. */
function compared(side: Expression, other: Expression, around: Surroundings): Value {
  const value = compute(side, around)
  if (around.readTruth === undefined || side.kind !== 'variable' || typeof value !== 'string') return value
  const withTruth = other.kind === 'literal' && (other.value === 'true' || other.value === 'false')
  return withTruth ? around.readTruth(side.name, value) : value
}
