import { status } from '@grpc/grpc-js'
import type { LookUp } from '../../attach/index.js'
import { connectControl } from '../../control-api/client.js'
import { isServiceError } from '../../control-api/client-errors.js'
import { AliecsError } from '../../errors.js'

export interface CoreLookup {
  lookUp: LookUp
  close(): void
}

/** Asks a core what events do not tell of its environments. @param address `host:port` of its control interface */
export function coreLookup(address: string): CoreLookup {
  const client = connectControl(address)
  return {
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
