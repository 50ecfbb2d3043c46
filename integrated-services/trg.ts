import { AliecsError, messageOf } from '../errors.js'
import { parseDetectorList } from './detector-list.js'
import { type JsonObject, message } from './payload.js'
import { BEGIN, ERROR, OK } from './progress.js'
import type { ServiceCall } from './service-call.js'
import type { Service, ServiceFunction } from './simulated-service.js'
import { SIMULATED_FAILURE } from './simulation.js'

const REFUSED = 3

/**
 * The trigger system, simulated.
 * Source: AliceO2Group/Control, core/integration/trg/plugin.go.
 */
export class TrgService implements Service {
  readonly name = 'trg'
  readonly prettyName = 'Trigger System'
  readonly label = 'TRG'
  readonly system = 'TRG'
  readonly failures = {
    calls: ['PrepareForRun', 'RunLoad', 'RunStart', 'RunStop', 'RunUnload'],
    how: /^(refused|unreachable|unconnected)$/,
  }
  readonly functions: Record<string, ServiceFunction> = {
    PrepareForRun: (call) => this.#prepareForRun(call),
    RunLoad: (call) => this.#runLoad(call),
    RunStart: (call) => this.#runStart(call),
    RunStop: (call) => this.#runStop(call, call.runNumber),
    RunUnload: (call) => this.#runUnload(call, call.runNumber),
    EnsureRunStop: (call) => this.#ensureRunStop(call),
    EnsureRunUnload: (call) => this.#ensureRunUnload(call),
  }
  /** Run numbers by environment. */
  readonly #pendingStops = new Map<string, number>()
  readonly #pendingUnloads = new Map<string, number>()

  environmentGone(environmentId: string): void {
    this.#pendingStops.delete(environmentId)
    this.#pendingUnloads.delete(environmentId)
  }

  async #prepareForRun(call: ServiceCall): Promise<void> {
    const detectors = detectorsOf(call).join(' ')
    await ask(call, 'PrepareForRun', { runtype: call.vars['run_type'] ?? 'NONE', detectors })
  }

  async #runLoad(call: ServiceCall): Promise<void> {
    call.deleteRootVar('trg_start_time_ms')
    call.deleteRootVar('trg_end_time_ms')
    const detectors = detectorsOf(call)
    if (!isLoaded(call, detectors)) return
    await ask(call, 'RunLoad', {
      runn: call.runNumber,
      config: call.vars['trg_global_config'],
      detectors: detectors.join(' '),
      ctp_readout_included: /^(1|t|true)$/i.test(call.vars['ctp_readout_enabled'] ?? ''),
    })
    this.#pendingUnloads.set(call.environmentId, call.runNumber)
  }

  async #runStart(call: ServiceCall): Promise<void> {
    const detector = standaloneDetector(call)
    const config = call.vars['trg_runtime_config']
    const startedMs = await ask(call, 'RunStart', { runn: call.runNumber, config, detector })
    this.#pendingStops.set(call.environmentId, call.runNumber)
    call.setRootVar('trg_start_time_ms', String(startedMs))
    call.deleteRootVar('trg_end_time_ms')
  }

  async #runStop(call: ServiceCall, runNumber: number): Promise<void> {
    call.blamed = 'RunStop'
    const detector = standaloneDetector(call)
    const stoppedMs = await ask(call, 'RunStop', { runn: runNumber, detector })
    this.#pendingStops.delete(call.environmentId)
    call.setRootVar('trg_end_time_ms', String(stoppedMs))
  }

  async #runUnload(call: ServiceCall, runNumber: number): Promise<void> {
    call.blamed = 'RunUnload'
    if (!isLoaded(call, detectorsOf(call))) return
    await ask(call, 'RunUnload', { runn: runNumber })
    this.#pendingUnloads.delete(call.environmentId)
  }

  /** Tried once: what fails here is not pending any more, and the run counts as ended. */
  async #ensureRunStop(call: ServiceCall): Promise<void> {
    const runNumber = this.#pendingStops.get(call.environmentId)
    if (runNumber === undefined) return
    this.#pendingStops.delete(call.environmentId)
    try {
      await this.#runStop(call, runNumber)
    } finally {
      call.setRootVar('trg_end_time_ms', String(call.clock()))
    }
  }

  async #ensureRunUnload(call: ServiceCall): Promise<void> {
    const runNumber = this.#pendingUnloads.get(call.environmentId)
    if (runNumber === undefined) return
    this.#pendingUnloads.delete(call.environmentId)
    await this.#runUnload(call, runNumber)
  }
}

/** @returns when the answer came. @throws AliecsError when it is a refusal, or none comes */
async function ask(call: ServiceCall, name: string, request: JsonObject): Promise<number> {
  call.requireConnection(name)
  const step = `perform TRG call: ${name}`
  const payload = { trgRequest: message(request) }
  call.tell(step, BEGIN, { payload })
  try {
    await call.answer(name)
  } catch (error) {
    call.tell(step, ERROR, { payload, error: messageOf(error) })
    throw error
  }
  if (call.failuresOf(name).length > 0) {
    const error = `response code ${REFUSED} from TRG: ${SIMULATED_FAILURE}`
    const trgResponse = message({ rc: REFUSED, msg: SIMULATED_FAILURE })
    call.tell(step, ERROR, { payload: { ...payload, trgResponse }, error })
    throw new AliecsError('CALL_FAILED', error)
  }
  const timestampMs = call.clock()
  const isTimed = name === 'RunStart' || name === 'RunStop'
  call.tell(step, OK, { payload: { ...payload, trgResponse: {} }, ...(isTimed ? { timestampMs } : {}) })
  return timestampMs
}

/** In the trigger system's spelling. */
function detectorsOf(call: ServiceCall): string[] {
  const list = parseDetectorList('trg_detectors', call.vars['trg_detectors'] ?? '')
  return list.map((detector) => detector.toLowerCase())
}

/** Only global runs are loaded. */
function isLoaded(call: ServiceCall, detectors: readonly string[]): boolean {
  return detectors.length >= 2 || call.vars['trg_global_run_enabled'] !== 'false'
}

/** Empty in a global run. */
function standaloneDetector(call: ServiceCall): string {
  const detectors = detectorsOf(call)
  const isGlobal = detectors.length >= 2 || call.vars['trg_global_run_enabled'] === 'true'
  return isGlobal ? '' : detectors.join(' ')
}
