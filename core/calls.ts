import { AliecsError, messageOf } from '../errors.js'
import { parseGoDuration } from '../go-duration.js'
import type { Logger, VarStack } from '../plugin/host.js'
import { callWorkflow } from './call-workflow.js'
import type { IntegrationPlugins } from './integration-plugins.js'
import type { EnvironmentHappening } from './observer.js'
import { within } from './waiting.js'
import type { CallRole } from './workflow/types.js'
import { setVariable } from './workflow/var-stack.js'

export interface CallContext {
  environmentId: string
  plugins: IntegrationPlugins
  stackOf(role: CallRole): VarStack
  tell(happening: EnvironmentHappening): void
  logger: Logger
  /** How long a function may stay away beyond its timeout, which it is itself asked to keep. */
  graceMs: number
}

/** A call that was started. */
export interface StartedCall {
  role: CallRole
  /** Its error, null where it went well. Never rejects, and comes within timeout and grace. */
  outcome: Promise<AliecsError | null>
}

export function startCall(role: CallRole, context: CallContext): StartedCall {
  return { role, outcome: call(role, context) }
}

/**
 * Plugins report failure by writing `__call_error` (and `__call_error_reason`) into the stack that they were given.
 * Source: AliceO2Group/Control, core/workflow/callable/call.go, Call. The original waits without a limit.
 */
async function call(role: CallRole, context: CallContext): Promise<AliecsError | null> {
  context.tell({ type: 'call-started', role })
  let output = ''
  let error: AliecsError | null = null
  try {
    const stack = context.stackOf(role)
    const run = context.plugins.findCall(role, stack, callWorkflow(role))
    output = await within(run(), limitMs(role, context), () => lateness(role))
    if (role.returnVar !== undefined) setVariable(role.userVars, role.returnVar, output)
    error = reportedIn(stack)
  } catch (thrown) {
    error =
      thrown instanceof AliecsError
        ? thrown
        : new AliecsError('CALL_FAILED', `${role.func}: ${messageOf(thrown)}`, { cause: thrown })
  }
  context.tell({ type: 'call-finished', role, output, error: error?.message ?? null })
  return error
}

function limitMs(role: CallRole, { graceMs }: CallContext): number {
  return (parseGoDuration(role.timeout) ?? 0) + graceMs
}

function lateness(role: CallRole): AliecsError {
  return new AliecsError('CALL_FAILED', `${role.func} of ${role.path} did not return within ${role.timeout}`)
}

function reportedIn(stack: VarStack): AliecsError | null {
  const error = stack['__call_error'] ?? ''
  if (error === '') return null
  const reason = stack['__call_error_reason'] ?? ''
  return new AliecsError('CALL_FAILED', reason === '' ? error : `${error}. REASON: ${reason}`)
}
