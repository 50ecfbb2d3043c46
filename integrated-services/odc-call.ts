import { AliecsError } from '../errors.js'
import { parseGoDuration } from '../go-duration.js'
import { type JsonObject, message } from './payload.js'
import { ERROR, type Progress } from './progress.js'
import { RpcError } from './rpc-error.js'
import type { ServiceCall } from './service-call.js'
import { SIMULATED_FAILURE } from './simulation.js'

/** The calls whose request and reply are wrapped in one more message. */
const STATE_CALLS = ['Configure', 'Start', 'Stop', 'Reset', 'Terminate'] as const
export const ODC_CALLS = ['Status', 'Run', 'SetProperties', 'Shutdown', ...STATE_CALLS] as const
export type OdcCallName = (typeof ODC_CALLS)[number]

const DEFAULT_PADDING_MS = 3000
const SUCCESS = 1
const FAILURE = 2
const ERROR_CODE = 1

export interface OdcCall {
  name: OdcCallName
  /** Where it stands in the operation. */
  opening: Progress
  /** How it ends if all goes well. */
  ending: Progress
  /** Without partition and timeout, which all but Status have. */
  request: JsonObject
  partitionId: string
  /** Of the partition, once all went well. */
  reply: JsonObject
}

/**
 * One call to the simulated ODC, with its two events.
 *
 * @throws AliecsError as the core's plugin reports it: what ODC said, or the gRPC error in other words
 */
export async function callOdc(call: ServiceCall, odcCall: OdcCall): Promise<void> {
  const { name, opening, ending, partitionId } = odcCall
  call.requireConnection(name)
  const step = `perform ODC call: ${name}`
  const environmentId = name === 'Shutdown' ? partitionId : call.environmentId
  const base = { payload: { odcRequest: requestOf(call, odcCall) }, environmentId }
  call.tell(step, opening, base)
  try {
    await call.answer(name)
  } catch (error) {
    if (!(error instanceof RpcError)) throw error
    call.tell(step, ERROR, { ...base, error: error.message })
    throw new AliecsError('CALL_FAILED', `ODC returned ${error.rpcCode}: ${error.description}`, {
      cause: error,
    })
  }
  const isRefused = call.failuresOf(name).length > 0
  const odcResponse = replyOf(call, odcCall, isRefused)
  const payload = { ...base.payload, odcResponse }
  if (!isRefused) {
    call.tell(step, ending, { ...base, payload })
    return
  }
  const error = `code ${ERROR_CODE} from ODC: ${SIMULATED_FAILURE}`
  call.tell(step, ERROR, { ...base, payload, error })
  throw new AliecsError('CALL_FAILED', name === 'Run' ? `status ERROR from ODC with error ${error}` : error)
}

function requestOf(call: ServiceCall, { name, request, partitionId }: OdcCall): JsonObject {
  if (name === 'Status') return message({ running: true })
  const { runnr, ...rest } = request
  const fields = message({ partitionid: partitionId, runnr, timeout: timeoutSeconds(call), ...rest })
  return isStateCall(name) ? { request: fields } : fields
}

function replyOf(call: ServiceCall, { name, reply, partitionId }: OdcCall, isRefused: boolean): JsonObject {
  const result = isRefused
    ? {
        msg: SIMULATED_FAILURE,
        status: FAILURE,
        error: message({ msg: SIMULATED_FAILURE, code: ERROR_CODE }),
      }
    : { status: SUCCESS }
  const fields = message({
    ...result,
    exectime: Math.round(call.delayMs),
    ...(name === 'Status' ? {} : { partitionid: partitionId }),
    ...(isRefused ? {} : reply),
  })
  return isStateCall(name) ? { reply: fields } : fields
}

/** What ODC is given: the rest of the call's time, less a reserve, in whole seconds; some time has always passed. */
function timeoutSeconds(call: ServiceCall): number {
  const paddingMs = parseGoDuration(call.vars['odc_padding_timeout'] ?? '') ?? DEFAULT_PADDING_MS
  return Math.max(0, Math.ceil((call.remainingMs - paddingMs) / 1000) - 1)
}

function isStateCall(name: OdcCallName): boolean {
  return STATE_CALLS.some((known) => known === name)
}
