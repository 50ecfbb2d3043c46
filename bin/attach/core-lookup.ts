import { status } from '@grpc/grpc-js'
import type { LookUp } from '../../attach/index.js'
import { isServiceError } from '../../control-api/call-failure.js'
import { connectControl } from '../../control-api/client.js'
import { AliecsError, messageOf } from '../../errors.js'
import type { Logger } from '../../plugin/host.js'

/** Only for the log: a core may be started later. */
const GREET_TIMEOUT_MS = 2000

export interface CoreLookup {
  /** Says in the log whether the core is there. */
  greet(logger: Logger): Promise<void>
  lookUp: LookUp
  close(): void
}

/** Asks a core what events do not tell of its environments. @param address `host:port` of its control interface */
export function coreLookup(address: string): CoreLookup {
  const client = connectControl(address)
  return {
    greet: async (logger) => {
      try {
        await client.call('GetFrameworkInfo', {}, { timeoutMs: GREET_TIMEOUT_MS })
        logger.info({ core: address }, `asks the core at ${address} for what events do not tell`)
      } catch (error) {
        logger.warn({ core: address }, `--core: ${messageOf(error)}; it is asked again when it is needed`)
      }
    },
    lookUp: async (id, { timeoutMs }) => {
      try {
        const request = { id, showWorkflowTree: false }
        const { environment } = await client.call('GetEnvironment', request, { timeoutMs })
        if (!environment) return null
        const { state, defaults, vars, userVars, currentRunNumber: runNumber } = environment
        const stack = { ...defaults, ...vars, ...userVars }
        return { state, vars: stack, enterStateTime: stack['enter_state_time_ms'] ?? null, runNumber }
      } catch (error) {
        if (isUnknown(error)) return null
        throw error
      }
    },
    close: () => client.close(),
  }
}

function isUnknown(error: unknown): boolean {
  const cause = error instanceof AliecsError ? error.cause : error
  return isServiceError(cause) && cause.code === status.NOT_FOUND
}
