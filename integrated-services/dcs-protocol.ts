import { AliecsError } from '../errors.js'
import { excerpt } from '../excerpt.js'
import { type JsonObject, message } from './payload.js'

/** With their numbers on the wire as positions. */
const DETECTORS: readonly string[] = [
  ...['NULL_DETECTOR', 'CPV', 'EMC', 'FDD', 'FT0', 'FV0', 'ITS', 'HMP', 'MCH', 'MFT'],
  ...['MID', 'PHS', 'TOF', 'TPC', 'TRD', 'ZDC', 'LHC', 'DCS', 'AGD'],
]

/** With their numbers on the wire as positions. */
export const DETECTOR_STATES = [
  'NULL_STATE',
  'READY',
  'RUN_OK',
  'RUN_FAILURE',
  'RUN_INHIBIT',
  'SOR_PROGRESSING',
  'EOR_PROGRESSING',
  'SOR_FAILURE',
  'EOR_FAILURE',
  'ERROR',
  'DEAD',
  'SOR_UNAVAILABLE',
  'EOR_UNAVAILABLE',
  'PREPARING',
  'SOR_AVAILABLE',
  'EOR_AVAILABLE',
  'PFR_AVAILABLE',
  'PFR_UNAVAILABLE',
  'TIMEOUT',
] as const
export type DetectorState = (typeof DETECTOR_STATES)[number]

export function findDetectorState(name: string): DetectorState | undefined {
  return DETECTOR_STATES.find((state) => state === name)
}

/** What is AGD for DCS is TST everywhere else. */
function dcsName(detector: string): string {
  return detector === 'TST' ? 'AGD' : detector
}

/** @throws AliecsError CALL_FAILED for one that DCS does not know */
export function checkDetectors(detectors: readonly string[]): void {
  const unknown = detectors.find((detector) => !DETECTORS.includes(dcsName(detector)))
  if (unknown !== undefined) throw new AliecsError('CALL_FAILED', `invalid DCS detector ${excerpt(unknown)}`)
}

/** Everywhere else's name for it. */
export function ecsName(detector: string): string {
  return detector === 'AGD' ? 'TST' : detector
}

/** One message of the stream that DCS answers with. */
export interface RunEvent {
  /** Its number on the wire. */
  eventType: number
  detector: string
  state: DetectorState
  timestampMs: number
  message: string
}

/** In the order of its fields in dcs.proto. */
export function runEventMessage({
  eventType,
  detector,
  state,
  timestampMs,
  message: text,
}: RunEvent): JsonObject {
  return message({
    eventtype: eventType,
    detector: DETECTORS.indexOf(dcsName(detector)),
    state: DETECTOR_STATES.indexOf(state),
    timestamp: new Date(timestampMs).toISOString(),
    message: text,
  })
}
