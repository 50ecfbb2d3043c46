import type { z } from 'zod'
import { findNearMiss } from '../../settings/near-miss.js'
import { ACTIONS, fieldInfoOf, fieldsOf } from './schema.js'

export type Path = readonly PropertyKey[]

export interface Problem {
  path: Path
  message: string
}

/** What the schema has against a scenario, as people read it; one problem for one slip. */
export function problemsOf(issues: readonly z.core.$ZodIssue[], root: unknown): Problem[] {
  const found = issues.flatMap(likeliest)
  const slips = found.filter(({ code }) => code === 'unrecognized_keys').map(({ path }) => path.join('.'))
  return found
    .filter((issue) => !slips.includes(placeOfGap(issue, root)))
    .flatMap((issue) => problemOf(issue, root))
}

/** The map that lacks something, which one with an unknown key does because of that. */
function placeOfGap(issue: z.core.$ZodIssue, root: unknown): string {
  if (issue.code === 'custom') return issue.path.join('.')
  const isMissing = issue.path.length > 0 && valueAt(root, issue.path) === undefined
  return isMissing ? issue.path.slice(0, -1).join('.') : 'nowhere'
}

function problemOf(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const { path } = issue
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, keysAt(path)) }))
  }
  if (issue.code === 'custom') return [{ path, message: issue.message }]
  return [{ path, message: `expected ${expectedAt(path)}, got ${describe(valueAt(root, path))}` }]
}

function unknownKey(key: string, known: readonly string[]): string {
  const near = findNearMiss(key, known)
  return near === undefined
    ? `unknown key, expected one of ${known.join(', ')}`
    : `unknown key, did you mean ${near}?`
}

/** Below a step: `create.as`. */
function insideStep(path: Path): string[] {
  const names = path.slice(1).filter((name) => typeof name === 'string' && name !== 'parallel')
  return names.map(String)
}

function keysAt(path: Path): string[] {
  if (path.length === 0) return ['name', 'description', 'steps']
  const [name] = insideStep(path)
  return name === undefined ? [...ACTIONS, 'expect'] : Object.keys(fieldsOf(name) ?? {})
}

const TOP: Readonly<Record<string, string>> = {
  name: 'text',
  description: 'text',
  steps: 'a list of steps',
}

function expectedAt(path: Path): string {
  if (path.length === 0) return 'a map with name and steps'
  const top = TOP[String(path[0])]
  if (path.length === 1) return top ?? 'something else'
  const [name, key, inner] = insideStep(path)
  if (inner !== undefined) return 'text, in quotes where it looks like something else'
  if (name !== undefined && key !== undefined) return fieldInfoOf(name, key)?.expected ?? 'something else'
  if (name !== undefined) return `a map of ${Object.keys(fieldsOf(name) ?? {}).join(', ')}`
  return path.at(-1) === 'parallel' ? 'a list of steps' : `a map with one of ${ACTIONS.join(', ')}`
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, step) => (typeof value === 'object' && value !== null ? Reflect.get(value, step) : undefined),
    root,
  )
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (typeof value === 'object') return 'a map'
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** Of a union, what its likeliest member says: one of the right type that has the least to say. */
function likeliest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue]
  const members = issue.errors.map((errors) =>
    errors.flatMap(likeliest).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
  )
  const isWrongType = (issues: readonly z.core.$ZodIssue[]): boolean =>
    issues.every(({ path, code }) => path.length === issue.path.length && code === 'invalid_type')
  const weight = (issues: readonly z.core.$ZodIssue[]): number =>
    issues.reduce((sum, each) => sum + (each.code === 'unrecognized_keys' ? each.keys.length : 1), 0)
  const [best = [issue]] = members.toSorted(
    (a, b) => Number(isWrongType(a)) - Number(isWrongType(b)) || weight(a) - weight(b),
  )
  return best
}
