import { fault } from './problems.js'

/** What an expression can yield. Variables are always text; the rest comes from literals and functions. */
export type Value = string | number | boolean | null | readonly Value[] | ValueObject

export interface ValueObject {
  readonly [key: string]: Value
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

export function isObject(value: Value): value is ValueObject {
  return typeof value === 'object' && value !== null && !isList(value)
}

/** The kind of a value, for messages. */
export function kindOf(value: Value): string {
  if (value === null) return 'nil'
  if (isList(value)) return 'list'
  return typeof value === 'string' ? 'text' : typeof value
}

/** Whether lists and objects lie in each other more than `levels` deep. */
export function isDeeper(value: Value, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner: Value) => isDeeper(inner, levels - 1))
}

/** The own value of a key; null where there is none, as in a Go map. */
export function memberOf(object: ValueObject, key: string): Value {
  return Object.hasOwn(object, key) ? (object[key] ?? null) : null
}

/**
 * The text that an expression leaves in its place.
 * Source: AliceO2Group/Control, configuration/template/fields.go: lists as JSON, all else as Go prints it; the text of
 * an object (`map[a:b]`) is of no use to anyone, so that it is an error here.
 */
export function textOf(value: Value): string {
  if (value === null) return '<nil>'
  if (isList(value)) return toJson(value)
  if (isObject(value)) return fault('an object has no text, json.Marshal() makes one')
  return String(value)
}

/** JSON as Go writes it: keys sorted, `<`, `>` and `&` escaped. */
export function toJson(value: Value): string {
  return JSON.stringify(value, (_key, part: Value) => {
    if (!isObject(part)) return part
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
  }).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
