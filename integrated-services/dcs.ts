import { AliecsError } from '../errors.js'
import { parseGoDuration } from '../go-duration.js'
import { checkParameters, type DcsOperation, EOR, PFR, SOR } from './dcs-operation.js'
import { checkDetectors, DETECTOR_STATES, type DetectorState, ecsName } from './dcs-protocol.js'
import { DcsStream } from './dcs-stream.js'
import { parseDetectorList } from './detector-list.js'
import type { JsonObject } from './payload.js'
import { BEGIN, ERROR, NEXT, type Progress, STEP_OK } from './progress.js'
import type { ServiceCall } from './service-call.js'
import type { Service, ServiceFunction } from './simulated-service.js'

/** The detector is not ready for the operation: `StartOfRun:ITS=not-ready`. */
const NOT_READY = 'not-ready'

/**
 * The detector control system, simulated.
 * Source: AliceO2Group/Control, core/integration/dcs/plugin.go.
 */
export class DcsService implements Service {
  readonly name = 'dcs'
  readonly prettyName = 'DCS'
  readonly label = 'DCS'
  readonly system = 'DCS'
  readonly failures = {
    calls: ['PrepareForRun', 'StartOfRun', 'EndOfRun'],
    how: new RegExp(
      `^(unreachable|unconnected|broken|stuck|[A-Z0-9]{3}(=(${[NOT_READY, ...DETECTOR_STATES].join('|')}))?)$`,
    ),
  }
  readonly functions: Record<string, ServiceFunction> = {
    PrepareForRun: (call) => this.#prepareForRun(call),
    StartOfRun: (call) => this.#startOfRun(call),
    EndOfRun: (call) => this.#endOfRun(call, call.runNumber),
    Cleanup: (call) => this.#cleanUp(call),
  }
  /** Run numbers by environment. */
  readonly #pendingEors = new Map<string, number>()

  environmentData(environmentId: string): string {
    return this.#pendingEors.has(environmentId) ? 'SOR SUCCESSFUL' : ''
  }

  environmentGone(environmentId: string): void {
    this.#pendingEors.delete(environmentId)
  }

  async #prepareForRun(call: ServiceCall): Promise<void> {
    const detectors = detectorsOf(call)
    const payload = { detectors: detectors.map(ecsName) }
    const ready = await acquireAvailability(call, PFR, detectors, payload)
    await stream(call, PFR, ready, NEXT)
  }

  async #startOfRun(call: ServiceCall): Promise<void> {
    const detectors = detectorsOf(call)
    const payload = { detectors: detectors.map(ecsName), runNumber: call.runNumber }
    const ready = await acquireAvailability(call, SOR, detectors, payload)
    await stream(call, SOR, ready, NEXT, () => {
      this.#pendingEors.set(call.environmentId, call.runNumber)
    })
  }

  /** Once: whatever comes of it, it is not asked for again. */
  async #endOfRun(call: ServiceCall, runNumber: number): Promise<void> {
    call.blamed = 'EndOfRun'
    const detectors = detectorsOf(call)
    const payload = { detectors: detectors.map(ecsName), runNumber }
    await stream(call, EOR, { detectors, payload }, BEGIN, () => {
      this.#pendingEors.delete(call.environmentId)
    })
  }

  async #cleanUp(call: ServiceCall): Promise<void> {
    const runNumber = this.#pendingEors.get(call.environmentId)
    if (runNumber === undefined) return
    this.#pendingEors.delete(call.environmentId)
    await this.#endOfRun(call, runNumber)
  }
}

/** The detectors that take part, and what the events say of all. */
interface Ready {
  detectors: readonly string[]
  payload: JsonObject
}

async function stream(
  call: ServiceCall,
  operation: DcsOperation,
  { detectors, payload }: Ready,
  opening: Progress,
  opened: () => void = () => {},
): Promise<void> {
  checkParameters(call.vars, detectors, operation)
  call.requireConnection(operation.call)
  await new DcsStream(call, operation, payload).run(detectors, opening, opened)
}

/**
 * Waits, no longer than the grace period, until the detectors are ready; a PFR goes on with those that are.
 *
 * @throws AliecsError CALL_FAILED when not all are, for a PFR when none is
 */
async function acquireAvailability(
  call: ServiceCall,
  operation: DcsOperation,
  detectors: readonly string[],
  payload: JsonObject,
): Promise<Ready> {
  const step = 'acquire detectors availability'
  call.tell(step, BEGIN, { payload })
  const states = new Map(detectors.map((detector) => [detector, readinessOf(call, operation, detector)]))
  const ready = detectors.filter((detector) => states.get(detector) === operation.available)
  if (ready.length < detectors.length) await waitForGrace(call, operation)
  if (ready.length < (operation === PFR ? Math.min(1, detectors.length) : detectors.length)) {
    const error = `detectors are in incompatible states: ${incompatibleStates(states, operation)}`
    call.tell(step, ERROR, { payload, error })
    throw new AliecsError('CALL_FAILED', error)
  }
  const detectorsReadiness = Object.fromEntries(
    [...states].map(([detector, state]) => [ecsName(detector), state] as const).sort(),
  )
  const known = { ...payload, detectorsReadiness }
  call.tell(step, STEP_OK, { payload: known })
  return { detectors: ready, payload: known }
}

function readinessOf(call: ServiceCall, operation: DcsOperation, detector: string): DetectorState {
  const isNotReady = call.failuresOf(operation.call).includes(`${ecsName(detector)}=${NOT_READY}`)
  return isNotReady ? operation.unavailable : operation.available
}

/** A simulated detector that is not ready never will be. */
async function waitForGrace(call: ServiceCall, { abbreviation }: DcsOperation): Promise<void> {
  const graceMs = parseGoDuration(call.vars[`dcs_${abbreviation.toLowerCase()}_grace_period`] ?? '') ?? 0
  await call.wait(graceMs).catch(() => {}) // not ready is what is told, however short the time
}

function incompatibleStates(states: ReadonlyMap<string, DetectorState>, operation: DcsOperation): string {
  const byState = new Map<DetectorState, string[]>()
  for (const [detector, state] of states) {
    if (state !== operation.available) byState.set(state, [...(byState.get(state) ?? []), detector])
  }
  return [...byState].map(([state, detectors]) => `${detectors.join(', ')} in ${state}`).join('; ')
}

function detectorsOf(call: ServiceCall): string[] {
  const detectors = parseDetectorList('dcs_detectors', call.vars['dcs_detectors'] ?? '["NULL_DETECTOR"]')
  checkDetectors(detectors)
  return detectors
}
