import { type IntegratedServiceName, integratedServices } from '../../integrated-services/index.js'
import type { CallWorkflow, IntegratedServiceEvent, IntegrationPlugin, VarStack } from '../../plugin/host.js'
import { MemoryLogger } from './memory-logger.js'

/** The clock of `serviceHarness`. */
export const NOW_MS = 1_700_000_000_000

const LETTERS = { STARTED: 'S', ONGOING: 'N', DONE_OK: 'OK', DONE_ERROR: 'ERR', DONE_TIMEOUT: 'TO' }

/** An event on a line: operation status/step status, step, error, payload. */
export function brief(event: IntegratedServiceEvent): string {
  const progress = `${LETTERS[event.operationStatus]}/${LETTERS[event.operationStepStatus]}`
  const error = event.error === undefined ? '' : ` (${event.error})`
  return `${progress} ${event.operationStep}${error}${event.payload === '' ? '' : ` ${event.payload}`}`
}

export interface ServiceHarness {
  plugin: IntegrationPlugin
  /** All that was emitted. */
  events: IntegratedServiceEvent[]
  rootVars: VarStack
  leafVars: VarStack[]
  /**
   * Calls a function as a role `wf.<service>.role` of environment e1 does.
   *
   * @returns its events as `brief` says them, and the error of the call where there was one
   */
  call(func: string, vars?: VarStack): Promise<{ told: string[]; error: string | undefined }>
}

/** One simulated service without a core; answers take no time. */
export function serviceHarness(name: IntegratedServiceName): ServiceHarness {
  const events: IntegratedServiceEvent[] = []
  const rootVars: VarStack = {}
  const leafVars: VarStack[] = []
  const workflow: CallWorkflow = {
    setRootVar: (name, value) => {
      rootVars[name] = value
    },
    deleteRootVar: (name) => {
      delete rootVars[name]
    },
    leafVars: () => leafVars,
  }
  const plugin = integratedServices({
    emit: (_service, event) => events.push(event),
    logger: new MemoryLogger(),
    clock: () => NOW_MS,
  })[name]()
  const call: ServiceHarness['call'] = async (func, vars = {}) => {
    const stack: VarStack = {
      environment_id: 'e1',
      __call_func: `${name}.${func}()`,
      __call_rolepath: `wf.${name}.role`,
      __call_timeout: '60s',
      [`${name}_simulated_delay`]: '0s',
      ...rootVars,
      ...vars,
    }
    const before = events.length
    await plugin.callStack(stack, workflow)[func]?.()
    const { __call_error: error, __call_error_reason: reason } = stack
    return {
      told: events.slice(before).map(brief),
      error: error === undefined ? undefined : `${error}. REASON: ${reason}`,
    }
  }
  return { plugin, events, rootVars, leafVars, call }
}
