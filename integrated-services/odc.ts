import { AliecsError, messageOf } from '../errors.js'
import { callOdc, ODC_CALLS, type OdcCall, type OdcCallName } from './odc-call.js'
import { configureProperties, runParameters, runProperties } from './odc-parameters.js'
import { type JsonObject, message } from './payload.js'
import { BEGIN, NEXT, OK, STEP_OK } from './progress.js'
import type { ServiceCall } from './service-call.js'
import type { Service, ServiceFunction } from './simulated-service.js'

const SESSION_RUNNING = 1

/** A partition that ODC knows. */
interface Partition {
  /** Of its devices, as FairMQ says it. */
  state: string
  isOrphan: boolean
}

/**
 * ODC, which controls the processing on the EPN farm, simulated.
 * Source: AliceO2Group/Control, core/integration/odc/plugin.go, handlers.go.
 */
export class OdcService implements Service {
  readonly name = 'odc'
  readonly prettyName = 'ODC'
  readonly label = 'EPN'
  readonly system = 'ODC'
  readonly failures = { calls: ODC_CALLS, how: /^(refused|unreachable|unconnected)$/ }
  readonly functions: Record<string, ServiceFunction> = {
    PreDeploymentCleanup: (call) => this.#cleanUp(call, []),
    PartitionInitialize: (call) => this.#partitionInitialize(call),
    Configure: (call) => this.#configure(call),
    Start: (call) => this.#start(call),
    Stop: (call) => this.#stop(call),
    EnsureStop: (call) => this.#ensureStop(call),
    Reset: (call) => rewording(() => this.#ask(call, 'Reset', 'IDLE')),
    PartitionTerminate: (call) => this.#partitionTerminate(call),
    EnsureCleanup: (call) => this.#cleanUp(call, [call.environmentId]),
    EnsureCleanupLegacy: (call) => this.#ensureCleanupLegacy(call),
  }
  readonly #partitions = new Map<string, Partition>()

  /** As the GUI's view of the EPNs reads it, but for the devices, which there are none of. */
  environmentData(environmentId: string): string {
    const partition = this.#partitions.get(environmentId)
    if (partition === undefined) return ''
    const ddsSessionId = sessionOf(environmentId)
    return JSON.stringify({ devices: [], ddsSessionId, ddsSessionStatus: 'RUNNING', state: partition.state })
  }

  environmentGone(environmentId: string): void {
    const partition = this.#partitions.get(environmentId)
    if (partition !== undefined) partition.isOrphan = true
  }

  async #partitionInitialize(call: ServiceCall): Promise<void> {
    const request = runParameters(call.vars)
    call.setRootVar('__odc_partitioninitialize_called', 'true')
    await this.#ask(call, 'Run', 'IDLE', { request })
  }

  async #configure(call: ServiceCall): Promise<void> {
    await this.#setProperties(call, configureProperties(call))
    await this.#ask(call, 'Configure', 'READY', { opening: NEXT })
  }

  async #start(call: ServiceCall): Promise<void> {
    const runnr = call.runNumber
    await this.#setProperties(call, { runnr, ...runProperties(call) })
    await this.#ask(call, 'Start', 'RUNNING', { request: { runnr }, opening: NEXT })
  }

  /** Stops even where the properties could not be set. */
  async #stop(call: ServiceCall): Promise<void> {
    const runnr = call.runNumber
    await this.#setProperties(call, { runnr, ...runProperties(call) }).catch(ignoreRefusal)
    await this.#ask(call, 'Stop', 'READY', { request: { runnr } })
  }

  async #ensureStop(call: ServiceCall): Promise<void> {
    if (this.#partitions.get(call.environmentId)?.state === 'RUNNING') await this.#stop(call)
  }

  async #partitionTerminate(call: ServiceCall): Promise<void> {
    if (call.vars['__odc_partitioninitialize_called'] === undefined) return
    await rewording(async () => {
      await this.#ask(call, 'Terminate', 'EXITING')
      await this.#shutDown(call, call.environmentId)
    })
  }

  async #ensureCleanupLegacy(call: ServiceCall): Promise<void> {
    await this.#ask(call, 'Reset', 'IDLE').catch(ignoreRefusal)
    await this.#ask(call, 'Terminate', 'EXITING').catch(ignoreRefusal)
    await this.#shutDown(call, call.environmentId).catch(ignoreRefusal)
  }

  /** Shuts down these partitions, and those whose environments are gone. */
  async #cleanUp(call: ServiceCall, own: readonly string[]): Promise<void> {
    const events = own.length === 0 ? call.withoutEnvironment() : call
    const partitions = [...this.#partitions].map(([partitionid, { state }]) =>
      message({ partitionid, sessionid: sessionOf(partitionid), status: SESSION_RUNNING, state }),
    )
    const status = { name: 'Status', opening: BEGIN, ending: STEP_OK, request: {}, partitionId: '' } as const
    await callOdc(events, { ...status, reply: { partitions } })
    const orphans = [...this.#partitions].filter(([, { isOrphan }]) => isOrphan).map(([id]) => id)
    const doomed = [...new Set([...orphans, ...own])]
    await Promise.all(doomed.map((id) => this.#shutDown(call, id).catch(ignoreRefusal)))
    const step =
      doomed.length === 0 ? 'no cleanup necessary' : 'perform ODC calls for all known partitions: Shutdown'
    events.tell(step, OK)
  }

  async #setProperties(call: ServiceCall, request: JsonObject): Promise<void> {
    const state = this.#partitions.get(call.environmentId)?.state
    await this.#ask(call, 'SetProperties', state, { request, ending: STEP_OK })
  }

  async #shutDown(call: ServiceCall, partitionId: string): Promise<void> {
    await this.#ask(call, 'Shutdown', undefined, { partitionId })
    this.#partitions.delete(partitionId)
  }

  /** @param state of the partition afterwards */
  async #ask(
    call: ServiceCall,
    name: OdcCallName,
    state: string | undefined,
    options: Partial<Pick<OdcCall, 'request' | 'opening' | 'ending' | 'partitionId'>> = {},
  ): Promise<void> {
    const { request = {}, opening = BEGIN, ending = OK, partitionId = call.environmentId } = options
    const reply = { sessionid: sessionOf(partitionId), state: state ?? 'UNDEFINED', runnr: request['runnr'] }
    await callOdc(call, { name, opening, ending, request, partitionId, reply })
    if (state !== undefined) this.#partitions.set(partitionId, { state, isOrphan: false })
  }
}

function sessionOf(partitionId: string): string {
  return `simulated-${partitionId}`
}

/** The original takes these errors for what they are not. */
async function rewording(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    throw new AliecsError('CALL_FAILED', `invalid gRPC status: ${messageOf(error)}`, { cause: error })
  }
}

/** Nothing can be done about a failed cleanup; its events tell of it. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof AliecsError)) throw error
}
