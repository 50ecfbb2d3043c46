import type { BinaryOperator } from './expression.js'
import { fault } from './problems.js'
import { isList, isObject, kindOf, memberOf, toJson, type Value } from './value.js'

/** The operators that compute both sides first. */
export type StrictOperator = Exclude<BinaryOperator, '&&' | '||' | '==' | '!='>

/** Different kinds are never compared by accident: the original does not compile that either. */
export function equal(left: Value, right: Value): boolean {
  if (left !== null && right !== null && kindOf(left) !== kindOf(right)) {
    fault(`a ${kindOf(left)} cannot be compared with a ${kindOf(right)} (variables are text: x == 'true')`)
  }
  return typeof left === 'object' ? toJson(left) === toJson(right) : left === right
}

export function combine(operator: StrictOperator, left: Value, right: Value): Value {
  switch (operator) {
    case '+':
      if (typeof left === 'number' && typeof right === 'number') return left + right
      return (left === null ? '' : asText(left, '+')) + (right === null ? '' : asText(right, '+'))
    case '-':
      return asNumber(left, '-') - asNumber(right, '-')
    case '*':
      return asNumber(left, '*') * asNumber(right, '*')
    case '/':
      return asNumber(left, '/') / asNumber(right, '/')
    case '%':
      return asNumber(left, '%') % asNumber(right, '%')
    case '<':
      return inOrder(left, right, '<')
    case '>':
      return inOrder(right, left, '>')
    case '<=':
      return !inOrder(right, left, '<=')
    case '>=':
      return !inOrder(left, right, '>=')
    case 'in':
      return isIn(left, right)
    case 'not in':
      return !isIn(left, right)
    case 'contains':
      return asText(left, 'contains').includes(asText(right, 'contains'))
    case 'startsWith':
      return asText(left, 'startsWith').startsWith(asText(right, 'startsWith'))
    case 'endsWith':
      return asText(left, 'endsWith').endsWith(asText(right, 'endsWith'))
  }
}

function inOrder(lower: Value, higher: Value, operator: string): boolean {
  if (typeof lower === 'number' && typeof higher === 'number') return lower < higher
  return asText(lower, operator) < asText(higher, operator)
}

function isIn(value: Value, container: Value): boolean {
  if (container === null) return false
  if (isList(container)) return container.some((item) => kindOf(item) === kindOf(value) && equal(item, value))
  if (isObject(container)) return Object.hasOwn(container, asText(value, 'in'))
  return fault(`in: a list or an object is expected, not a ${kindOf(container)}`)
}

export function member(object: Value, key: Value): Value {
  if (isObject(object)) return memberOf(object, asText(key, '.'))
  if (!isList(object)) return fault(`a ${kindOf(object)} has no member ${String(key)}`)
  const item = typeof key === 'number' ? object.at(key) : undefined
  return item ?? fault(`a list of ${object.length} has no member ${String(key)}`)
}

export function asBoolean(value: Value, operator: string): boolean {
  return typeof value === 'boolean'
    ? value
    : fault(`${operator}: true or false is expected, not a ${kindOf(value)}`)
}

export function asNumber(value: Value, operator: string): number {
  return typeof value === 'number'
    ? value
    : fault(`${operator}: a number is expected, not a ${kindOf(value)}`)
}

function asText(value: Value, operator: string): string {
  return typeof value === 'string' ? value : fault(`${operator}: a text is expected, not a ${kindOf(value)}`)
}
