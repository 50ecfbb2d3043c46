import { AliecsError } from '../errors.js'
import { quoted } from '../excerpt.js'
import { parseGoDuration } from '../go-duration.js'
import type { VarStack } from '../plugin/host.js'

/** What every simulated service says when it is told to fail. */
export const SIMULATED_FAILURE = 'simulated failure'

const DEFAULT_DELAY_MS = 10

/** What can be asked to fail, and how. */
export interface PossibleFailures {
  /** The calls that the service takes. */
  calls: readonly string[]
  /** The functions that make them. */
  functions: readonly string[]
  /** What may stand after the colon. */
  how: RegExp
}

interface Failure {
  /** Only where this function makes the call; any where not given. */
  function: string | undefined
  call: string
  how: string
}

/** What the variables of an environment ask of a simulated service. */
export class Simulation {
  /** How long the service takes for an answer. */
  readonly delayMs: number
  readonly #failures: readonly Failure[]

  private constructor(delayMs: number, failures: readonly Failure[]) {
    this.delayMs = delayMs
    this.#failures = failures
  }

  /**
   * Reads `<service>_simulated_delay`, a Go duration, and `<service>_simulated_failure`: `[FUNCTION/]CALL[:HOW]`,
   * several of them separated by commas.
   *
   * @throws AliecsError CALL_FAILED naming the variable and what is wrong with it
   */
  static read(service: string, vars: VarStack, possible: PossibleFailures): Simulation {
    const delay = vars[`${service}_simulated_delay`] ?? ''
    const delayMs = delay === '' ? DEFAULT_DELAY_MS : parseGoDuration(delay)
    if (delayMs === null) fault(`${service}_simulated_delay`, 'a duration such as 10ms or 1m30s', delay)
    const name = `${service}_simulated_failure`
    const entries = (vars[name] ?? '').split(',').map((entry) => entry.trim())
    const failures = entries
      .filter((entry) => entry !== '')
      .map((entry) => {
        return (
          parseFailure(entry, possible) ?? fault(name, `[FUNCTION/]CALL[:HOW] with ${known(possible)}`, entry)
        )
      })
    return new Simulation(delayMs, failures)
  }

  /** How the call has to fail, an empty text where that is left open; none where it has not to. */
  failuresOf(functionName: string, call: string): string[] {
    return this.#failures
      .filter((failure) => failure.call === call && (failure.function ?? functionName) === functionName)
      .map(({ how }) => how)
  }
}

function parseFailure(entry: string, possible: PossibleFailures): Failure | undefined {
  const [, functionName, call = '', how = ''] = /^(?:(\w+)\/)?(\w+)(?::(.+))?$/.exec(entry) ?? []
  if (!possible.calls.includes(call) || (how !== '' && !possible.how.test(how))) return undefined
  if (functionName !== undefined && !possible.functions.includes(functionName)) return undefined
  return { function: functionName, call, how }
}

function known({ calls }: PossibleFailures): string {
  return `CALL one of ${calls.join(', ')}`
}

function fault(variable: string, expected: string, found: string): never {
  throw new AliecsError('CALL_FAILED', `variable ${variable}: expected ${expected}, got ${quoted(found)}`)
}
