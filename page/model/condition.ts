import jsep from 'jsep'

export interface ConditionResult {
  holds: boolean
  /** Why it could not be evaluated; it counts as true then, so that no field is out of reach. */
  problem: string | null
}

type Value = string | number | boolean | null

const COMPARISONS: Record<string, (left: Value, right: Value) => boolean> = {
  '===': (left, right) => left === right,
  '!==': (left, right) => left !== right,
  '==': (left, right) => String(left) === String(right),
  '!=': (left, right) => String(left) !== String(right),
  '<': (left, right) => Number(left) < Number(right),
  '<=': (left, right) => Number(left) <= Number(right),
  '>': (left, right) => Number(left) > Number(right),
  '>=': (left, right) => Number(left) >= Number(right),
}

const TEXT_FUNCTIONS: Record<string, (text: string, part: string) => boolean> = {
  includes: (text, part) => text.includes(part),
  startsWith: (text, part) => text.startsWith(part),
  endsWith: (text, part) => text.endsWith(part),
}

/**
 * `visibleif` and `enabledif` of a template's variable, as `$$run_type === "PHYSICS" && !$$dcs_enabled`. A variable is
 * its text; one that is not there is the empty text; alone it holds where it is `true`.
 */
export function evaluateCondition(
  text: string,
  variables: Readonly<Record<string, string>>,
): ConditionResult {
  if (text.trim() === '') return { holds: true, problem: null }
  try {
    return { holds: isTrue(evaluate(jsep(text), variables)), problem: null }
  } catch (error) {
    return { holds: true, problem: error instanceof Error ? error.message : String(error) }
  }
}

function evaluate(node: jsep.Expression, variables: Readonly<Record<string, string>>): Value {
  const of = (inner: unknown): Value => evaluate(inner as jsep.Expression, variables)
  switch (node.type) {
    case 'Literal':
      return (node as jsep.Literal).value as Value
    case 'Identifier':
      return ownOf(variables, (node as jsep.Identifier).name.replace(/^\$\$/, '')) ?? ''
    case 'UnaryExpression': {
      const { operator, argument } = node as jsep.UnaryExpression
      if (operator === '!') return !isTrue(of(argument))
      break
    }
    case 'BinaryExpression': {
      const { operator, left, right } = node as jsep.BinaryExpression
      if (operator === '&&') return isTrue(of(left)) && isTrue(of(right))
      if (operator === '||') return isTrue(of(left)) || isTrue(of(right))
      const compare = ownOf(COMPARISONS, operator)
      if (compare !== undefined) return compare(of(left), of(right))
      break
    }
    case 'CallExpression': {
      const { callee, arguments: args } = node as jsep.CallExpression
      const { type, object, property } = callee as jsep.MemberExpression
      const apply = type === 'MemberExpression' ? ownOf(TEXT_FUNCTIONS, String(property['name'])) : undefined
      if (apply !== undefined && args[0] !== undefined) return apply(String(of(object)), String(of(args[0])))
      break
    }
  }
  throw new Error(`not understood: ${node.type}`)
}

/** Without what every object of JavaScript has, as `constructor`. */
function ownOf<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}

function isTrue(value: Value): boolean {
  return value === true || value === 'true'
}
