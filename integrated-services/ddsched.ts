import { AliecsError, messageOf } from '../errors.js'
import type { VarStack } from '../plugin/host.js'
import { type JsonObject, message, messageMap } from './payload.js'
import { BEGIN, ERROR, GOING_ON, NEXT, OK, type Progress, STEP_OK, TIMEOUT } from './progress.js'
import type { ServiceCall } from './service-call.js'
import type { Service, ServiceFunction } from './simulated-service.js'

/** With their numbers on the wire as positions. */
const STATES = [
  'IGNORE__',
  'PARTITION_UNKNOWN',
  'PARTITION_ERROR',
  'PARTITION_REQUEST_INVALID',
  'PARTITION_CONFIGURING',
  'PARTITION_CONFIGURED',
  'PARTITION_TERMINATING',
  'PARTITION_TERMINATED',
] as const
type PartitionState = (typeof STATES)[number]

const POLL_INTERVAL_MS = 100

/** A request that is answered before it is done. */
interface Change {
  call: 'PartitionInitialize' | 'PartitionTerminate'
  request: JsonObject
  passing: PartitionState
  wanted: PartitionState
}

/**
 * The scheduler of Data Distribution, simulated.
 * Source: AliceO2Group/Control, core/integration/ddsched/plugin.go.
 */
export class DdschedService implements Service {
  readonly name = 'ddsched'
  readonly prettyName = 'DD scheduler'
  readonly label = 'DDsched'
  readonly system = 'DD scheduler'
  readonly failures = {
    calls: ['PartitionInitialize', 'PartitionTerminate', 'PartitionStatus'],
    how: new RegExp(`^(unreachable|unconnected|stuck|${STATES.join('|')})$`),
  }
  readonly functions: Record<string, ServiceFunction> = {
    PartitionInitialize: (call) => this.#change(call, initialization(call), BEGIN),
    PartitionTerminate: (call) => this.#change(call, termination(call), BEGIN),
    EnsureTermination: (call) => this.#ensureTermination(call),
  }
  readonly #partitions = new Map<string, PartitionState>()

  environmentData(environmentId: string): string {
    return this.#partitions.get(environmentId) ?? ''
  }

  environmentGone(environmentId: string): void {
    this.#partitions.delete(environmentId)
  }

  async #ensureTermination(call: ServiceCall): Promise<void> {
    call.requireConnection('PartitionStatus')
    const step = 'check DD partition status'
    call.tell(step, BEGIN)
    await call.answer('PartitionStatus').catch((error: unknown) => {
      call.tell(step, ERROR, { error: messageOf(error) })
      throw error
    })
    const state = this.#partitions.get(call.environmentId) ?? 'PARTITION_UNKNOWN'
    if (['PARTITION_UNKNOWN', 'PARTITION_TERMINATING', 'PARTITION_TERMINATED'].includes(state)) {
      call.tell(step, OK)
      return
    }
    call.tell(step, STEP_OK, { error: 'partition still exists, cleanup needed' })
    await this.#change(call, termination(call), NEXT)
  }

  async #change(call: ServiceCall, change: Change, opening: Progress): Promise<void> {
    call.requireConnection(change.call)
    const step = `perform DD scheduler call: ${change.call}`
    const payload = { ddschedRequest: change.request }
    call.tell(step, opening, { payload })
    await call.answer(change.call).catch((error: unknown) => {
      call.tell(step, ERROR, { payload, error: messageOf(error) })
      throw error
    })
    this.#partitions.set(call.environmentId, change.passing)
    const ddschedResponse = { partition_state: STATES.indexOf(change.passing) }
    call.tell(step, STEP_OK, { payload: { ...payload, ddschedResponse } })
    await this.#poll(call, change)
  }

  /** @throws AliecsError when the partition lands elsewhere, or not in time */
  async #poll(call: ServiceCall, { call: name, passing, wanted }: Change): Promise<void> {
    const step = 'poll for DD partition state'
    const [how] = call.failuresOf(name)
    const landing = how === undefined ? wanted : (STATES.find((state) => state === how) ?? 'PARTITION_ERROR')
    const polls = how === 'stuck' ? Number.POSITIVE_INFINITY : Math.ceil(call.delayMs / POLL_INTERVAL_MS)
    const passingPayload = { lastKnownState: passing }
    call.tell(step, NEXT, { payload: passingPayload })
    for (let poll = 0; poll < polls; poll += 1) {
      call.tell(step, GOING_ON, { payload: passingPayload })
      await call.wait(POLL_INTERVAL_MS).catch(() => {
        const error = `${name} timeout exceeded. Latest state ${passing} (expected: ${wanted})`
        call.tell(step, TIMEOUT, { payload: passingPayload, error })
        throw new AliecsError('CALL_FAILED', error)
      })
    }
    this.#partitions.set(call.environmentId, landing)
    const payload = { lastKnownState: landing }
    if (landing === wanted) {
      call.tell(step, OK, { payload })
      return
    }
    const error = `${name} landed on unexpected state ${landing} (expected: ${wanted})`
    call.tell(step, ERROR, { payload, error })
    throw new AliecsError('CALL_FAILED', error)
  }
}

function partitionInfo({ environmentId }: ServiceCall): JsonObject {
  return message({ environment_id: environmentId, partition_id: environmentId })
}

function initialization(call: ServiceCall): Change {
  const leaves = call.leafVars()
  const request = message({
    partition_info: partitionInfo(call),
    stfb_host_id_map: hostIds(
      leaves.filter((vars) => vars['dd_discovery_stfs_id'] === undefined),
      'dd_discovery_stfb_id',
    ),
    stfs_host_id_map: hostIds(leaves, 'dd_discovery_stfs_id'),
    partition_params: partitionParams(call.vars),
  })
  return {
    call: 'PartitionInitialize',
    request,
    passing: 'PARTITION_CONFIGURING',
    wanted: 'PARTITION_CONFIGURED',
  }
}

function termination(call: ServiceCall): Change {
  const request = message({ partition_info: partitionInfo(call) })
  return {
    call: 'PartitionTerminate',
    request,
    passing: 'PARTITION_TERMINATING',
    wanted: 'PARTITION_TERMINATED',
  }
}

/** Host names by the id in the variable `name`. */
function hostIds(leaves: readonly VarStack[], name: string): JsonObject {
  return messageMap(
    leaves.flatMap((vars) => {
      const [id, host] = [vars[name], vars['dd_discovery_ib_hostname']]
      return id === undefined || host === undefined ? [] : [[id, host] as const]
    }),
  )
}

function partitionParams(vars: VarStack): JsonObject {
  const prefix = 'ddsched_'
  return messageMap(
    Object.entries(vars)
      .filter(([name]) => name.startsWith(prefix) && !name.startsWith(`${prefix}simulated_`))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  )
}
