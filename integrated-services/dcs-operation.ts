import { AliecsError } from '../errors.js'
import { quoted } from '../excerpt.js'
import type { VarStack } from '../plugin/host.js'
import { type DetectorState, ecsName, findDetectorState } from './dcs-protocol.js'
import type { ServiceCall } from './service-call.js'

/** Prepare for run, start of run, end of run: what differs between them. */
export interface DcsOperation {
  /** As errors name it. */
  abbreviation: 'PFR' | 'SOR' | 'EOR'
  call: 'PrepareForRun' | 'StartOfRun' | 'EndOfRun'
  /** Of its messages, on the wire. */
  eventType: number
  progressing: DetectorState
  failure: DetectorState
  available: DetectorState
  unavailable: DetectorState
  /** Where the parameters of the request are. */
  parameters: 'dcs_sor_parameters' | 'dcs_eor_parameters'
  /** What follows from its failure, in its error. */
  consequence: string
}

export const PFR: DcsOperation = {
  abbreviation: 'PFR',
  call: 'PrepareForRun',
  eventType: 50,
  progressing: 'PREPARING',
  failure: 'SOR_FAILURE',
  available: 'PFR_AVAILABLE',
  unavailable: 'PFR_UNAVAILABLE',
  parameters: 'dcs_sor_parameters',
  consequence: '',
}

export const SOR: DcsOperation = {
  abbreviation: 'SOR',
  call: 'StartOfRun',
  eventType: 20,
  progressing: 'SOR_PROGRESSING',
  failure: 'SOR_FAILURE',
  available: 'SOR_AVAILABLE',
  unavailable: 'SOR_UNAVAILABLE',
  parameters: 'dcs_sor_parameters',
  consequence: ', DCS EOR will run anyway for this run',
}

export const EOR: DcsOperation = {
  abbreviation: 'EOR',
  call: 'EndOfRun',
  eventType: 30,
  progressing: 'EOR_PROGRESSING',
  failure: 'EOR_FAILURE',
  available: 'EOR_AVAILABLE',
  unavailable: 'EOR_UNAVAILABLE',
  parameters: 'dcs_eor_parameters',
  consequence: ', DCS EOR will NOT run again for this run',
}

/** Longest sequence. */
const MOST_STATES = 100

/** The states that detectors go through, each after a while. */
export type StateSequence = readonly { afterMs: number; state: DetectorState }[]

/**
 * `dcs_<operation>_state_sequence`, `MILLIS:STATE,…`; where it is not set, the detectors report that they work on it,
 * then RUN_OK.
 *
 * @throws AliecsError CALL_FAILED naming the variable
 */
export function stateSequence(call: ServiceCall, operation: DcsOperation): StateSequence {
  const name = `dcs_${operation.abbreviation.toLowerCase()}_state_sequence`
  const text = call.vars[name] ?? ''
  if (text === '') {
    const afterMs = call.delayMs
    return [
      { afterMs, state: operation.progressing },
      { afterMs, state: 'RUN_OK' },
    ]
  }
  const parts = text.split(',', MOST_STATES + 1)
  if (parts.length > MOST_STATES) {
    throw new AliecsError(
      'CALL_FAILED',
      `variable ${name}: expected at most ${MOST_STATES} states, got ${quoted(text)}`,
    )
  }
  return parts.map((part) => {
    const [, millis, stateName = ''] = /^\s*(\d+):(\w+)\s*$/.exec(part) ?? []
    const state = findDetectorState(stateName)
    if (millis === undefined || state === undefined) {
      throw new AliecsError('CALL_FAILED', `variable ${name}: expected MILLIS:STATE,…, got ${quoted(text)}`)
    }
    return { afterMs: Number(millis), state }
  })
}

/** @throws AliecsError CALL_FAILED when parameters of the request, common ones or a detector's, are no JSON object */
export function checkParameters(vars: VarStack, detectors: readonly string[], operation: DcsOperation): void {
  const { parameters, abbreviation } = operation
  checkObject(vars[parameters], `error processing DCS ${abbreviation} parameters`)
  for (const detector of detectors.map(ecsName)) {
    const text = `error processing ${detector} DCS ${abbreviation} parameter map`
    checkObject(vars[`${detector.toLowerCase()}_${parameters}`], text)
  }
}

function checkObject(text: string | undefined, problem: string): void {
  let parsed: unknown
  try {
    parsed = JSON.parse(text ?? '{}')
  } catch {
    parsed = undefined
  }
  if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return
  throw new AliecsError('CALL_FAILED', `${problem}: expected a JSON object, got ${quoted(text ?? '')}`)
}
