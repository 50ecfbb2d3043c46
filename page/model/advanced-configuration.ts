/** The variables that somebody adds by hand, and the rules of the AliECS GUI for them. */

/** Key → value, both trimmed. */
export type Variables = Readonly<Record<string, string>>

export interface Refusal {
  /** The key, or what was given where a key was expected. */
  name: string
  reason: string
}

/** All of it, or nothing and every reason. */
export type Entered = { variables: Variables; refused: readonly [] } | { variables: null; refused: Refusal[] }

const WHOLE_TEXT = 'the JSON text'
const EXAMPLE = '{"kafka_enabled": "true"}'

/** One key and its value, as typed. `taken`: what is there already, with the place that has it. */
export function enterPair(key: string, value: string, taken: ReadonlyMap<string, string>): Entered {
  return check([[key, value]], taken)
}

/** A JSON object whose values are strings. */
export function enterJson(text: string, taken: ReadonlyMap<string, string>): Entered {
  if (text.trim() === '') return refuseText(`is empty; expected an object of strings, as ${EXAMPLE}`)
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (error) {
    return refuseText(`is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return refuseText(`is ${kindOf(parsed)}; expected an object of strings, as ${EXAMPLE}`)
  }
  const entries = Object.entries(parsed)
  if (entries.length === 0) return refuseText(`has no entries; expected at least one, as ${EXAMPLE}`)
  const twice = repeatedKeys(text, entries)
  if (twice.length > 0) {
    return refuse(twice.map((name) => ({ name, reason: 'stands there more than once' })))
  }
  return check(entries, taken)
}

function check(
  entries: readonly (readonly [string, unknown])[],
  taken: ReadonlyMap<string, string>,
): Entered {
  const variables: Record<string, string> = {}
  const refused: Refusal[] = []
  for (const [rawKey, rawValue] of entries) {
    const key = rawKey.trim()
    const reason =
      problemWith(key, rawValue, taken) ?? (Object.hasOwn(variables, key) ? 'is there twice' : null)
    if (reason !== null) refused.push({ name: key === '' ? '(empty key)' : key, reason })
    else variables[key] = oneLine(String(rawValue))
  }
  return refused.length > 0 ? refuse(refused) : { variables, refused: [] }
}

function problemWith(key: string, value: unknown, taken: ReadonlyMap<string, string>): string | null {
  if (key === '') return 'the key is empty; expected the name of a variable'
  if (typeof value !== 'string') {
    const quoted = typeof value === 'object' ? '' : `: write "${String(value)}"`
    return `the value is ${kindOf(value)}; expected a string${quoted}`
  }
  if (value.trim() === '') return 'the value is empty; expected a text'
  const place = taken.get(key)
  return place === undefined ? null : `is set already, ${place}`
}

/** As the GUI sends it: trimmed, lines joined by a space. */
function oneLine(value: string): string {
  return value.trim().replace(/\r?\n/g, ' ')
}

/** JSON.parse keeps the last of several equal keys and says nothing. Told only where all values are strings. */
function repeatedKeys(text: string, entries: readonly (readonly [string, unknown])[]): string[] {
  if (entries.some(([, value]) => typeof value !== 'string')) return []
  const strings = text.match(/"(?:[^"\\]|\\.)*"/g) ?? []
  const keys = strings.filter((_, index) => index % 2 === 0).map((literal) => String(JSON.parse(literal)))
  return [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))]
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  return `the ${typeof value} ${String(JSON.stringify(value))}`
}

function refuseText(reason: string): Entered {
  return refuse([{ name: WHOLE_TEXT, reason }])
}

function refuse(refused: Refusal[]): Entered {
  return { variables: null, refused }
}
