import { customAlphabet } from 'nanoid'
import { excerpt, quoted } from '../../excerpt.js'
import type { Logger } from '../../plugin/host.js'
import type { TemplateFunction, TemplateFunctions, Variables } from './evaluate.js'
import { fault } from './problems.js'
import { isDeeper, kindOf, toJson, type Value } from './value.js'

/** Which detector a host belongs to, already read from the configuration. */
export interface Inventory {
  /** @throws AliecsError HOST_UNKNOWN, naming the host */
  detectorForHost(host: string): string
  /** Each detector once, sorted. @throws AliecsError HOST_UNKNOWN, naming the host */
  detectorsForHosts(hosts: readonly string[]): string[]
}

export interface FunctionSources {
  inventory: Inventory
  logger: Logger
  /** Default: 11 random characters, like the ids of AliECS. */
  newId?: () => string
}

/** Levels of JSON in a variable: what works on a value calls itself once for each of them. */
const DEEPEST_JSON = 100

const TRUTHY = ['true', 'yes', 'y', '1', 'on', 'ok']
const FALSY = ['', 'false', 'no', 'n', '0', 'off', 'none']

const randomId = customAlphabet('123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz', 11)

/**
 * The functions of the template language that need no service besides the inventory. The names without a group are
 * the deprecated ones that older templates use.
 *
 * Source: AliceO2Group/Control, configuration/template/stack.go. Where that gives an error object as text
 * (`{"error": …}`: an unknown host, hosts that are no JSON list), these fail, and with them the load.
 */
export function createTemplateFunctions({ inventory, logger, newId }: FunctionSources): TemplateFunctions {
  const strings = {
    Atoi: one((value) => parseInteger(text(value), logger)),
    Itoa: one((value) => String(integer(value))),
    TrimQuotes: one((value) => trimQuotes(text(value))),
    TrimSpace: one((value) => text(value).trim()),
    ToUpper: one((value) => text(value).toUpperCase()),
    ToLower: one((value) => text(value).toLowerCase()),
    IsTruthy: one((value) => TRUTHY.includes(text(value).trim().toLowerCase())),
    IsFalsy: one((value) => FALSY.includes(text(value).trim().toLowerCase())),
  }
  const unmarshal = one((value) => fromJson(text(value), logger))
  const marshal = one(toJson)
  const inventoryGroup = {
    DetectorForHost: one((host) => inventory.detectorForHost(text(host))),
    DetectorsForHosts: one((hosts) => JSON.stringify(inventory.detectorsForHosts(textList(text(hosts))))),
  }
  const util = {
    PrefixedOverride: counted(2, (args, variables) =>
      prefixedOverride(textAt(args, 0), textAt(args, 1), variables),
    ),
    Nullable: one((value) => (value === null ? '' : text(value))),
    SuffixInRange: counted(4, (args) =>
      suffixInRange(textAt(args, 0), textAt(args, 1), textAt(args, 2), textAt(args, 3)),
    ),
  }
  const newUid = counted(0, newId ?? (() => randomId()))

  return new Map<string, TemplateFunction>([
    ...grouped('strings', strings),
    ...grouped('json', {
      Unmarshal: unmarshal,
      Deserialize: unmarshal,
      Marshal: marshal,
      Serialize: marshal,
    }),
    ...grouped('inventory', inventoryGroup),
    ...grouped('util', util),
    ...grouped('uid', { New: newUid }),
    ...Object.entries({
      ...strings,
      ...util,
      ...inventoryGroup,
      FromJson: unmarshal,
      ToJson: marshal,
      NewID: newUid,
    }),
  ])
}

function grouped(group: string, functions: Record<string, TemplateFunction>): [string, TemplateFunction][] {
  return Object.entries(functions).map(([name, made]) => [`${group}.${name}`, made])
}

function counted(arity: number, made: TemplateFunction): TemplateFunction {
  return (args, variables) => {
    if (args.length !== arity) fault(`arguments: ${arity} expected, ${args.length} given`)
    return made(args, variables)
  }
}

function one(made: (value: Value) => Value): TemplateFunction {
  return counted(1, (args) => made(args[0] ?? null))
}

function text(value: Value): string {
  return typeof value === 'string' ? value : fault(`an argument is a ${kindOf(value)}, not a text`)
}

function textAt(args: readonly Value[], index: number): string {
  return text(args[index] ?? null)
}

function integer(value: Value): number {
  return typeof value === 'number' && Number.isInteger(value)
    ? value
    : fault('the argument is not an integer')
}

/** Walks from both ends: a pattern for the end would try again at each quote in the middle. */
function trimQuotes(value: string): string {
  let start = 0
  let end = value.length
  while (start < end && value[start] === '"') start += 1
  while (end > start && value[end - 1] === '"') end -= 1
  return value.slice(start, end)
}

function parseInteger(value: string, logger: Logger): number {
  if (/^[+-]?\d+$/.test(value)) return Number(value)
  logger.warn({ value: excerpt(value) }, 'strings.Atoi in a workflow template: not an integer, 0 is taken')
  return 0
}

function fromJson(value: string, logger: Logger): Value {
  let parsed: Value
  try {
    parsed = JSON.parse(value) as Value
  } catch {
    logger.warn({ value: excerpt(value) }, 'json.Unmarshal in a workflow template: not JSON, nil is taken')
    return null
  }
  if (isDeeper(parsed, DEEPEST_JSON)) fault(`JSON of more than ${DEEPEST_JSON} levels: ${quoted(value)}`)
  return parsed
}

/** @throws AliecsError TEMPLATE_INVALID, without a place */
export function textList(value: string): string[] {
  let parsed: unknown
  try {
    parsed = JSON.parse(value)
  } catch {
    parsed = undefined
  }
  const isTextList = (list: unknown): list is string[] =>
    Array.isArray(list) && list.every((item) => typeof item === 'string')
  return isTextList(parsed) ? parsed : fault(`a JSON list of texts is expected, not ${quoted(value)}`)
}

function prefixedOverride(name: string, prefix: string, variables: Variables): string {
  for (const candidate of [`${prefix}_${name}`, name]) {
    const value = variables.has(candidate) ? variables.get(candidate) : ''
    if (value !== 'none' && value.trim() !== '') return value
  }
  return ''
}

function suffixInRange(value: string, prefix: string, lowest: string, highest: string): string {
  const isInteger = (digits: string) => /^[+-]?\d+$/.test(digits)
  if (prefix === '' || !value.startsWith(prefix)) return 'false'
  const suffix = value.slice(prefix.length)
  if (![suffix, lowest, highest].every(isInteger)) return 'false'
  return String(Number(lowest) <= Number(suffix) && Number(suffix) <= Number(highest))
}
