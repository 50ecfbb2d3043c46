import { AliecsError, messageOf } from '../errors.js'
import type { Environment } from './environment.js'
import type { TransitionEvent } from './fsm.js'
import { within } from './waiting.js'

/**
 * A new run number, and the run's first moment. `null` where there is one.
 * Source: AliceO2Group/Control, core/environment/environment.go, before_event, after_event.
 */
export async function beginRun(environment: Environment): Promise<AliecsError | null> {
  const { runNumbers, limits, clock } = environment.services
  const limitMs = limits.configurationTimeoutMs
  try {
    const late = (): Error => new Error(`no answer within ${limitMs} ms`)
    const runNumber = await within(runNumbers.next(), limitMs, late)
    environment.runNumber = runNumber
    environment.vars.setRunNumber(runNumber)
  } catch (error) {
    return new AliecsError('RUN_NUMBER', `no run number: ${messageOf(error)}`, { cause: error })
  }
  const now = clock()
  environment.vars.clearRunTimes()
  environment.vars.setRunTime('run_start_time_ms', now)
  environment.tell({ type: 'run', transition: 'START_ACTIVITY', moment: 'started', error: null }, now)
  return null
}

/** The beginning of a run's end, if a run is open. */
export function endRun(
  environment: Environment,
  transition: 'STOP_ACTIVITY' | 'GO_ERROR' | 'TEARDOWN',
): void {
  if (!environment.vars.isRunTimeOpen('run_end_time_ms')) return
  const now = environment.services.clock()
  environment.vars.setRunTime('run_end_time_ms', now)
  environment.tell({ type: 'run', transition, moment: 'started', error: null }, now)
}

/** The end of what `beginRun` or `endRun` began. */
export function completeRun(
  environment: Environment,
  transition: TransitionEvent | 'TEARDOWN',
  error: AliecsError | null,
): void {
  const { vars } = environment
  const name = transition === 'START_ACTIVITY' ? 'run_start_completion_time_ms' : 'run_end_completion_time_ms'
  switch (transition) {
    case 'START_ACTIVITY':
    case 'STOP_ACTIVITY':
      break
    case 'GO_ERROR':
    case 'TEARDOWN':
      if (!vars.isRunTimeOpen(name)) return
      break
    default:
      return
  }
  const now = environment.services.clock()
  vars.setRunTime(name, now)
  const text = transition === 'GO_ERROR' || transition === 'TEARDOWN' ? null : (error?.message ?? null)
  environment.tell({ type: 'run', transition, moment: 'completed', error: text }, now)
}

/** The environment has no run any more. */
export function retireRun(environment: Environment): void {
  if (environment.runNumber === null) return
  environment.vars.retireRunNumber(environment.runNumber)
  environment.runNumber = null
}
