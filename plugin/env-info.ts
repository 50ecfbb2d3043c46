import { AliecsError } from '../errors.js'
import { quoted } from '../excerpt.js'
import { parseTrigger } from '../trigger.js'
import type { VarStack } from './host.js'
import { carriesRun, stateOfTrigger } from './trigger-state.js'

/** What the messages say of an environment. Every string is well-formed Unicode. */
export interface EnvInfo {
  environmentId: string
  state: string
  /** In the order given. */
  detectors: readonly string[]
  /** Decimal, 0 to 2^64-1, ms since the Unix epoch: a number would lose digits. */
  enterStateTimestamp: string
  /** Absent where the trigger carries no run, and where `run_number` is no uint32. */
  runNumber?: number
  /** Absent where the trigger carries no run, and where `run_type` is not set; may be empty. */
  runType?: string
}

export interface ParsedVars {
  envInfo: EnvInfo
  /** The trigger's name without its weight. */
  trigger: string
  /** `run_number` as given, where it was needed and was no uint32. */
  badRunNumber?: string
}

const UINT32_MAX = 2n ** 32n - 1n
const UINT64_MAX = 2n ** 64n - 1n
/** Digits of the largest uint64. */
const MOST_DIGITS = 20
/** Length limit of `detectors`, in characters. ALICE has 20 of them; a longer entry would crowd all others out of the list. */
const LONGEST_DETECTORS = 16_384
/** Length limit of every other text in a message, in characters. */
const LONGEST_TEXT = 1024

/**
 * Variable stack → what the messages need.
 *
 * @param vars `environment_id`; `__call_trigger`; `detectors`: JSON array of strings; `enter_state_time_ms`: decimal,
 *   ms since the Unix epoch; `run_number`: decimal uint32; `run_type`. `detectors` has at most 16,384 characters, every
 *   other text 1,024
 * @throws AliecsError KFK_VARS, naming the variable and its value
 * Source: AliceO2Group/Control, core/integration/kafka/plugin.go, newEnvStateObject
 */
export function parseVars(vars: VarStack): ParsedVars {
  const environmentId = bounded('environment_id', required(vars, 'environment_id'))
  const trigger = parseTrigger(bounded('__call_trigger', required(vars, '__call_trigger'))).name
  const envInfo: EnvInfo = {
    environmentId: environmentId.toWellFormed(),
    state: stateOfTrigger(trigger),
    detectors: parseDetectors(bounded('detectors', required(vars, 'detectors'), LONGEST_DETECTORS)),
    enterStateTimestamp: parseEnterStateTime(required(vars, 'enter_state_time_ms')),
  }
  if (!carriesRun(trigger)) return { envInfo, trigger }

  const runType = bounded('run_type', vars['run_type'])
  if (runType !== undefined) envInfo.runType = runType.toWellFormed()
  const runNumber = vars['run_number']
  const parsed = parseUint(runNumber, UINT32_MAX)
  if (parsed === null) return { envInfo, trigger, badRunNumber: runNumber ?? '' }
  envInfo.runNumber = Number(parsed)
  return { envInfo, trigger }
}

function required(vars: VarStack, name: string): string {
  const value = vars[name]
  if (value === undefined) throw new AliecsError('KFK_VARS', `variable ${name} is not set`)
  return value
}

function bounded<Value extends string | undefined>(
  name: string,
  value: Value,
  longest = LONGEST_TEXT,
): Value {
  if (value === undefined || value.length <= longest) return value
  const text = `variable ${name}: expected at most ${longest} characters, got ${quoted(value)}`
  throw new AliecsError('KFK_VARS', text)
}

function parseDetectors(text: string): string[] {
  const refuse = (cause?: unknown): never => {
    const message = `variable detectors: expected a JSON array of strings, got ${quoted(text)}`
    throw new AliecsError('KFK_VARS', message, { cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refuse(error)
  }
  // As Go's decoder has it: null is the empty list, and a null element the empty name.
  if (value === null) return []
  if (!Array.isArray(value)) return refuse()
  return value.map((element: unknown) => {
    if (element === null) return ''
    return typeof element === 'string' ? element.toWellFormed() : refuse()
  })
}

function parseEnterStateTime(text: string): string {
  const time = parseUint(text, UINT64_MAX)
  if (time === null) {
    const expected = 'a decimal number of milliseconds, 0 to 2^64-1'
    throw new AliecsError(
      'KFK_VARS',
      `variable enter_state_time_ms: expected ${expected}, got ${quoted(text)}`,
    )
  }
  return time.toString()
}

/**
 * Digits only, leading zeros included, up to `max`; anything else, a sign or a blank too, is null. The digits are counted
 * before they become a number: BigInt takes time in proportion to more than their number.
 */
function parseUint(text: string | undefined, max: bigint): bigint | null {
  if (text === undefined || !/^\d+$/.test(text)) return null
  const digits = text.replace(/^0+(?=\d)/, '')
  if (digits.length > MOST_DIGITS) return null
  const value = BigInt(digits)
  return value <= max ? value : null
}
