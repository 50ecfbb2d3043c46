import { resolve as resolvePath } from 'node:path'
import type { z } from 'zod'
import { AliecsError } from '../errors.js'
import { checkVariables, flagOf, matchNames, variableOf } from './names.js'
import { isRepositoryUrl } from './repository-url.js'
import { infoOf, SETTING_KEYS, type SettingKey, type Settings, settingsSchema } from './schema.js'
import { describeValue } from './secrets.js'

/** The settings document, parsed. */
export interface SettingsDocument {
  values: Readonly<Record<string, unknown>>
  /** For messages: `consul:o2/…/settings`. */
  origin: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** What only the program that reads the settings knows of a value. @returns what is wrong with it, a part of a line each */
export type SettingsChecks = { readonly [Key in SettingKey]?: (value: Settings[Key]) => string[] }

export interface SettingsSources {
  /** By setting key; undefined is not given. */
  flags?: Readonly<Partial<Record<SettingKey, unknown>>>
  /** Variables `ALIECS_<KEY IN CAPITALS>`; empty ones count as not set, as in the original. */
  env?: Environment
  document?: SettingsDocument
  /** What relative paths in the document and in defaults are relative to; by default the working directory. */
  folder?: string
  /** Made of every value that the schema likes, so that all problems are told at once. */
  checks?: SettingsChecks
}

export interface ResolvedSettings {
  settings: Settings
  /** Where each value comes from: `flag --kafka-endpoint`, `environment ALIECS_…`, the document's origin, `default`. */
  origins: ReadonlyMap<SettingKey, string>
  /** Sentences about names that are probably misspelt. */
  warnings: readonly string[]
}

interface Given {
  value: unknown
  origin: string
  /** Flags and variables are typed in the working directory. */
  typed: boolean
}

/**
 * Flag, else environment, else document, else default, for each setting by itself; checked and frozen.
 *
 * @throws AliecsError SETTINGS_INVALID, with one line per problem: key, origin, what is expected, the value
 */
export function resolveSettings(sources: SettingsSources): ResolvedSettings {
  const warnings: string[] = []
  const warn = (sentence: string) => warnings.push(sentence)
  const given = collect(sources, warn)
  checkVariables(sources.env ?? {}, warn)

  const raw = Object.fromEntries([...given].map(([key, { value }]) => [key, value]))
  const parsed = settingsSchema.safeParse(raw)
  const issues = parsed.error?.issues.map((issue) => problemLine(issue, given)) ?? []
  const lines = [
    ...issues,
    ...SETTING_KEYS.flatMap((key) => checkedLines(key, raw[key], sources.checks ?? {}, given)),
  ]
  if (!parsed.success || lines.length > 0) throw new AliecsError('SETTINGS_INVALID', lines.join('\n'))

  const absolute = (key: SettingKey, path: string) =>
    given.get(key)?.typed ? resolvePath(path) : resolvePath(sources.folder ?? '', path)
  const settings = deepFreeze({
    ...parsed.data,
    coreWorkingDir: absolute('coreWorkingDir', parsed.data.coreWorkingDir),
    workflowTemplates: parsed.data.workflowTemplates.map((entry) =>
      isRepositoryUrl(entry) ? entry : absolute('workflowTemplates', entry),
    ),
  })
  const origins = new Map(SETTING_KEYS.map((key) => [key, given.get(key)?.origin ?? 'default']))
  return { settings, origins, warnings }
}

function collect(sources: SettingsSources, warn: (sentence: string) => void): Map<SettingKey, Given> {
  const { flags = {}, env = {}, document = { values: {}, origin: '' } } = sources
  const documented = matchNames(document.values, document.origin, warn)
  documented.delete('coreConfigEntry') // the document cannot say where it is to be found
  const given = new Map<SettingKey, Given>()
  for (const key of SETTING_KEYS) {
    const variable = env[variableOf(key)]
    if (flags[key] !== undefined) {
      given.set(key, { value: flags[key], origin: `flag ${flagOf(key)}`, typed: true })
    } else if (variable !== undefined && variable !== '') {
      given.set(key, { value: variable, origin: `environment ${variableOf(key)}`, typed: true })
    } else if (documented.get(key) !== undefined && documented.get(key) !== null) {
      given.set(key, { value: documented.get(key), origin: document.origin, typed: false })
    }
  }
  return given
}

function problemLine({ path, code, message }: z.core.$ZodIssue, given: Map<SettingKey, Given>): string {
  const key = SETTING_KEYS.find((known) => known === path[0])
  if (key === undefined) return message
  const { value, origin } = given.get(key) ?? { value: undefined, origin: 'default' }
  const detail = code === 'custom' ? ` (${message})` : ''
  const { expected, expectedInside = expected } = infoOf(key)
  return `${path.join('.')} (${origin}): expected ${path.length > 1 ? expectedInside : expected}, got ${describeAt(path, value)}${detail}`
}

function checkedLines<Key extends SettingKey>(
  key: Key,
  raw: unknown,
  checks: SettingsChecks,
  given: Map<SettingKey, Given>,
): string[] {
  const check = checks[key]
  const parsed = settingsSchema.shape[key].safeParse(raw)
  if (!check || !parsed.success) return []
  const origin = given.get(key)?.origin ?? 'default'
  return check(parsed.data as Settings[Key]).map((problem) => `${key} (${origin}): ${problem}`)
}

function describeAt(path: readonly PropertyKey[], root: unknown): string {
  let value = root
  for (const step of path.slice(1)) {
    // Text that was read as a list or map has no such steps; it may hold secrets, so no part of it is shown.
    if (typeof value !== 'object' || value === null || !(step in value)) return 'something else'
    value = Reflect.get(value, step)
  }
  return describeValue(path, value)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) deepFreeze(inner)
  return Object.freeze(value)
}
