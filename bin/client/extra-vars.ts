import { readTruth } from '../../core/workflow/enabled.js'
import { UsageError } from '../failure.js'

/** What `-e` gives to an environment. */
export interface ExtraVars {
  vars: Record<string, string>
  /** A line for each that is probably not what was meant. */
  remarks: string[]
}

/**
 * How a core reads `kafka_enabled`: the Go core compares it with `true` exactly; this one ignores case and blanks around it.
 */
export type TruthReading = 'exact' | 'tolerant'

/**
 * Variables of an environment from the command line: `key=value`, or an object as JSON, each as often as wanted. In JSON, what
 * is no string becomes JSON text, as the original's client does it.
 *
 * @param reading of the core that is asked; the remarks are true for it
 * @throws UsageError a line per text that is neither, and per variable that is given twice
 */
export function parseExtraVars(texts: readonly string[], reading: TruthReading = 'exact'): ExtraVars {
  const vars = new Map<string, string>()
  const problems: string[] = []
  const remarks: string[] = []
  for (const text of texts) {
    const parsed = text.trimStart().startsWith('{') ? fromJson(text) : fromPair(text)
    if (typeof parsed === 'string') {
      problems.push(`-e ${shown(text)}: ${parsed}`)
      continue
    }
    for (const [key, value] of parsed) {
      const before = vars.get(key)
      if (key.trim() !== key || key === '') {
        problems.push(`-e ${shown(text)}: expected a name without blanks around it, got ${shown(key)}`)
      } else if (before !== undefined) {
        problems.push(`-e: ${key} is given twice, as ${shown(before)} and as ${shown(value)}`)
      } else {
        vars.set(key, value)
        remarks.push(...remarksOn(key, value, reading))
      }
    }
  }
  if (problems.length > 0) throw new UsageError(problems.join('\n'))
  return { vars: Object.fromEntries(vars), remarks }
}

type Pairs = [key: string, value: string][]

function fromPair(text: string): Pairs | string {
  const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  if (text.includes('=')) return [[key, value]]
  return 'expected key=value, or a JSON object: \'{"key": "value"}\''
}

function fromJson(text: string): Pairs | string {
  try {
    const parsed: unknown = JSON.parse(text)
    return Object.entries(parsed ?? {}).map(([key, value]) => [key, asText(value)])
  } catch (error) {
    return `expected a JSON object of variables: ${error instanceof Error ? error.message : String(error)}`
  }
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Whether cores read this value of `kafka_enabled` differently, or not as it was meant. */
export function isDoubtful(kafkaEnabled: string | undefined): kafkaEnabled is string {
  return kafkaEnabled !== undefined && kafkaEnabled !== 'true' && kafkaEnabled !== 'false'
}

function kafkaRemarks(value: string, reading: TruthReading): string[] {
  if (!isDoubtful(value)) return []
  if (reading === 'exact') {
    return [`kafka_enabled is ${shown(value)}: only true, exactly so, makes the environment publish`]
  }
  if (readTruth(value) !== null) return []
  return [`kafka_enabled is ${shown(value)}, neither true nor false: the environment publishes nothing`]
}

function remarksOn(key: string, value: string, reading: TruthReading): string[] {
  const remarks = key === 'kafka_enabled' ? kafkaRemarks(value, reading) : []
  if (key === 'detectors' && !isListOfTexts(value)) {
    remarks.push(
      `detectors is ${shown(value)}: expected a JSON array, as ["ITS","TPC"]; the environment's Kafka notifications fail`,
    )
  }
  if (key.includes(':')) remarks.push(`${key}: the core ignores variables with a colon in their name`)
  const second = /,\s*([A-Za-z_]\w*)=/.exec(value)?.[1]
  if (second !== undefined && !/^\s*[[{"]/.test(value)) {
    remarks.push(`${key} is ${shown(value)}, all of it; if ${second} is another variable: -e once more`)
  }
  return remarks
}

function isListOfTexts(text: string): boolean {
  try {
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) && parsed.every((each) => typeof each === 'string')
  } catch {
    return false
  }
}

const shown = (text: string): string => JSON.stringify(text)
