import type { Learned } from '../../attach/index.js'
import { connectControl } from '../../control-api/client.js'
import { messageOf } from '../../errors.js'
import type { Logger } from '../../plugin/host.js'

/** An answer that comes later is not waited for: events wait behind it. */
const TIMEOUT_MS = 2000

export interface CoreLookup {
  /** Null where the core does not answer, or knows no such environment. */
  lookUp(environmentId: string): Promise<Learned | null>
  close(): void
}

/** Asks a core for environments whose beginning nobody has seen. @param address `host:port` of its control interface */
export function coreLookup(address: string, logger: Logger): CoreLookup {
  const client = connectControl(address)
  return {
    lookUp: async (id) => {
      try {
        const { environment } = await client.call(
          'GetEnvironment',
          { id, showWorkflowTree: false },
          { timeoutMs: TIMEOUT_MS },
        )
        if (!environment) return null
        const { defaults, vars, userVars, currentRunNumber } = environment
        const stack = { ...defaults, ...vars, ...userVars }
        return {
          vars: stack,
          enterStateTime: stack['enter_state_time_ms'] ?? null,
          runNumber: currentRunNumber,
        }
      } catch (error) {
        const message = `the core at ${address} tells nothing of environment ${id}: ${messageOf(error)}`
        logger.warn({ environmentId: id, core: address }, message)
        return null
      }
    },
    close: () => client.close(),
  }
}
