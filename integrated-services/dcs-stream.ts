import { AliecsError, messageOf } from '../errors.js'
import { formatGoDuration } from '../go-duration.js'
import { type DcsOperation, stateSequence } from './dcs-operation.js'
import { type DetectorState, ecsName, findDetectorState, runEventMessage } from './dcs-protocol.js'
import type { JsonObject } from './payload.js'
import { ERROR, GOING_ON, OK, type Progress, STEP_ERROR, STEP_TIMEOUT } from './progress.js'
import { RpcError } from './rpc-error.js'
import type { ServiceCall } from './service-call.js'
import { SIMULATED_FAILURE } from './simulation.js'

/**
 * A call of DCS, which answers with a stream: a message per detector and state. Tells of each, and of the end.
 */
export class DcsStream {
  readonly #call: ServiceCall
  readonly #operation: DcsOperation
  readonly #step: string
  readonly #failures: readonly string[]
  /** With the last failure in it. */
  #payload: JsonObject
  readonly #states = new Map<string, DetectorState>()

  constructor(call: ServiceCall, operation: DcsOperation, payload: JsonObject) {
    this.#call = call
    this.#operation = operation
    this.#step = `perform DCS call: ${operation.call}`
    this.#failures = call.failuresOf(operation.call)
    this.#payload = payload
  }

  /** @throws AliecsError CALL_FAILED naming the detectors that did not end on RUN_OK */
  async run(detectors: readonly string[], opening: Progress, opened: () => void): Promise<void> {
    const sequence = stateSequence(this.#call, this.#operation)
    this.#tell(opening)
    await this.#open()
    opened()
    await this.#listen(detectors, sequence)
    this.#finish(detectors)
  }

  async #open(): Promise<void> {
    if (!this.#failures.includes('unreachable')) return
    const error = new RpcError('Unavailable', SIMULATED_FAILURE)
    this.#tell(ERROR, this.#payload, error.message)
    throw error
  }

  async #listen(detectors: readonly string[], sequence: ReturnType<typeof stateSequence>): Promise<void> {
    const last = sequence.length - 1
    for (const [index, { afterMs, state }] of sequence.entries()) {
      if (index === last && this.#failures.includes('broken')) {
        const { abbreviation } = this.#operation
        const error = `bad DCS ${abbreviation} event received, any future DCS events are ignored`
        this.#tell(STEP_ERROR, this.#payload, error)
        return
      }
      const isStuck = index === last && this.#failures.includes('stuck')
      if (!(await this.#waits(isStuck ? Number.POSITIVE_INFINITY : afterMs))) return
      for (const detector of detectors) {
        this.#receive(detector, index === last ? (this.#failureState(detector) ?? state) : state)
      }
    }
  }

  /** @returns false when the call's time was over first, which is told */
  async #waits(ms: number): Promise<boolean> {
    try {
      await this.#call.wait(ms)
      return true
    } catch (error) {
      const { abbreviation } = this.#operation
      const isLate = error instanceof RpcError && error.rpcCode === 'DeadlineExceeded'
      const text = isLate
        ? `DCS ${abbreviation} timed out after ${formatGoDuration(this.#call.timeoutMs)}: context deadline exceeded`
        : messageOf(error)
      this.#tell(isLate ? STEP_TIMEOUT : STEP_ERROR, this.#payload, text)
      return false
    }
  }

  #receive(detector: string, state: DetectorState): void {
    this.#states.set(detector, state)
    const name = ecsName(detector)
    const problem = this.#problemIn(state)
    const dcsEvent = runEventMessage({
      eventType: this.#operation.eventType,
      detector,
      state,
      timestampMs: this.#call.clock(),
      message: problem === undefined ? '' : SIMULATED_FAILURE,
    })
    const payload = { ...this.#payload, detector: name, state, dcsEvent }
    if (problem === undefined) {
      this.#tell(GOING_ON, payload)
      return
    }
    this.#payload = payload
    const text = `${name} ${this.#operation.abbreviation} ${problem} reported by DCS`
    this.#tell(state === 'TIMEOUT' ? STEP_TIMEOUT : STEP_ERROR, payload, text)
  }

  #problemIn(state: DetectorState): string | undefined {
    if (state === this.#operation.failure) return 'failure'
    if (state === 'TIMEOUT') return 'timeout'
    const isAvailabilityAsked = this.#operation.abbreviation !== 'EOR'
    if (isAvailabilityAsked && (state === 'SOR_UNAVAILABLE' || state === 'PFR_UNAVAILABLE'))
      return 'unavailable'
    return undefined
  }

  /** Where the simulation asks for the failure of this detector, or of all. */
  #failureState(detector: string): DetectorState | undefined {
    for (const how of this.#failures) {
      const [name, stateName = ''] = how.split('=')
      if (how === '' || name === ecsName(detector)) {
        return findDetectorState(stateName) ?? this.#operation.failure
      }
    }
    return undefined
  }

  #finish(detectors: readonly string[]): void {
    const failed = detectors.filter((detector) => this.#states.get(detector) !== 'RUN_OK').map(ecsName)
    if (failed.length === 0) {
      this.#tell(OK)
      return
    }
    const { abbreviation, consequence } = this.#operation
    const error = `${abbreviation} failed for ${failed.join(', ')}${consequence}`
    this.#tell(ERROR, { ...this.#payload, failedDetectors: failed }, error)
    throw new AliecsError('CALL_FAILED', error)
  }

  #tell(progress: Progress, payload = this.#payload, error?: string): void {
    this.#call.tell(this.#step, progress, { payload, ...(error === undefined ? {} : { error }) })
  }
}
