import jsep from 'jsep'
import { messageOf } from '../../errors.js'
import { fault } from './problems.js'

/** The expressions between `{{` and `}}`: the part of the expr language that AliECS templates use. */
export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'variable'; name: string }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'unary'; operator: UnaryOperator; operand: Expression }
  | { kind: 'binary'; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: 'choice'; test: Expression; whenTrue: Expression; whenFalse: Expression }
  /** `name` is dotted where the function belongs to a plugin or group: `strings.IsFalsy`. */
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'member'; object: Expression; key: Expression }

const UNARY = { '!': '!', not: '!', '-': '-', '+': '+' } as const
export type UnaryOperator = (typeof UNARY)[keyof typeof UNARY]

const COMPARISONS = ['==', '!=', '<', '>', '<=', '>=', 'in', 'contains', 'startsWith', 'endsWith'] as const
const SUMS = ['+', '-'] as const
const PRODUCTS = ['*', '/', '%'] as const
export type BinaryOperator =
  | '||'
  | '&&'
  | (typeof COMPARISONS)[number]
  | 'not in'
  | (typeof SUMS)[number]
  | (typeof PRODUCTS)[number]

const BINARY = new Map<string, { operator: BinaryOperator; precedence: number }>([
  ['||', { operator: '||', precedence: 1 }],
  ['or', { operator: '||', precedence: 1 }],
  ['&&', { operator: '&&', precedence: 2 }],
  ['and', { operator: '&&', precedence: 2 }],
  ...COMPARISONS.map((operator) => [operator, { operator, precedence: 3 }] as const),
  ['not in', { operator: 'not in', precedence: 3 }],
  ...SUMS.map((operator) => [operator, { operator, precedence: 4 }] as const),
  ...PRODUCTS.map((operator) => [operator, { operator, precedence: 5 }] as const),
])

// jsep keeps one grammar per process, and nothing else here uses it.
jsep.removeAllBinaryOps()
for (const [symbol, { precedence }] of BINARY) jsep.addBinaryOp(symbol, precedence)
jsep.removeAllUnaryOps()
for (const symbol of Object.keys(UNARY)) jsep.addUnaryOp(symbol)
jsep.addLiteral('nil', null)

/** @throws AliecsError TEMPLATE_INVALID, without a place: the syntax is wrong, or of a kind that is not supported */
export function parseExpression(text: string): Expression {
  let parsed: jsep.Expression
  try {
    parsed = jsep(text)
  } catch (error) {
    return fault(`syntax error: ${messageOf(error)}`)
  }
  return convert(parsed)
}

function convert(expression: jsep.Expression): Expression {
  const node = expression as jsep.CoreExpression
  switch (node.type) {
    case 'Literal':
      if (node.value instanceof RegExp) return fault('a regular expression is not supported')
      return { kind: 'literal', value: node.value }
    case 'Identifier':
      return { kind: 'variable', name: node.name }
    case 'ThisExpression':
      return { kind: 'variable', name: 'this' }
    case 'ArrayExpression':
      return { kind: 'list', items: node.elements.map((item) => convert(item ?? fault('a hole in a list'))) }
    case 'UnaryExpression':
      return { kind: 'unary', operator: unaryOperator(node.operator), operand: convert(node.argument) }
    case 'BinaryExpression': {
      const operator =
        BINARY.get(node.operator)?.operator ?? fault(`operator ${node.operator} is not supported`)
      return { kind: 'binary', operator, left: convert(node.left), right: convert(node.right) }
    }
    case 'ConditionalExpression':
      return {
        kind: 'choice',
        test: convert(node.test),
        whenTrue: convert(node.consequent),
        whenFalse: convert(node.alternate),
      }
    case 'CallExpression':
      return { kind: 'call', name: calleeName(node), args: node.arguments.map(convert) }
    case 'MemberExpression': {
      if (node.optional === true) return fault('?. is not supported')
      return { kind: 'member', object: convert(node.object), key: memberKey(node) }
    }
    case 'Compound':
      return fault(node.body.length === 0 ? 'an empty expression' : 'syntax error: more than one expression')
    default:
      return fault('syntax error: more than one expression')
  }
}

function unaryOperator(symbol: string): UnaryOperator {
  if (symbol === '!' || symbol === 'not') return '!'
  return symbol === '-' || symbol === '+' ? symbol : fault(`operator ${symbol} is not supported`)
}

function memberKey(node: jsep.MemberExpression): Expression {
  const key = convert(node.property)
  return !node.computed && key.kind === 'variable' ? { kind: 'literal', value: key.name } : key
}

function calleeName({ callee }: jsep.CallExpression): string {
  const called = convert(callee)
  if (called.kind === 'variable') return called.name
  const group = called.kind === 'member' ? called.object : undefined
  const name = called.kind === 'member' ? called.key : undefined
  if (group?.kind !== 'variable' || name?.kind !== 'literal')
    return fault('only name() and group.name() can be called')
  return `${group.name}.${name.value}`
}
