import type { ActiveRuns } from './active-runs.js'
import { type ParsedVars, parseVars } from './env-info.js'
import type { PublishRecord, VarStack } from './host.js'
import { encodeNewStateNotification } from './messages.js'
import { enterStateTopic, leaveStateTopic, RUNNING_LIST_TOPIC, startActivityTopic } from './topics.js'

/**
 * The key of every list: one key, one partition, one order. No environment has it, the ids are alphanumeric.
 */
export const RUNNING_LIST_KEY = 'env_list.RUNNING'

/** What a function of the plugin wants published, and what it noticed. */
export interface Publication {
  records: PublishRecord[]
  parsed: ParsedVars
}

/** PublishEnterStateUpdate: the new state, and the list of all that run now, both with one timestamp. */
export function enterStateUpdate(vars: VarStack, activeRuns: ActiveRuns, now: number): Publication {
  const parsed = parseEntered(vars, activeRuns)
  const { envInfo } = parsed
  const state = notification(enterStateTopic(envInfo.state), parsed, now)
  if (envInfo.state === 'RUNNING') activeRuns.set(envInfo)
  else activeRuns.delete(envInfo.environmentId)
  return { parsed, records: [state, activeRunsList(activeRuns, now)] }
}

/** PublishLeaveStateUpdate: the state about to be left. */
export function leaveStateUpdate(vars: VarStack, activeRuns: ActiveRuns, now: number): Publication {
  const parsed = parseVars(vars)
  const { state, environmentId } = parsed.envInfo
  // Whoever leaves another state is no longer in RUNNING, even if nobody said so (ERROR can be forced in silence).
  if (parsed.trigger.startsWith('leave_') && state !== 'RUNNING') activeRuns.delete(environmentId)
  return { parsed, records: [notification(leaveStateTopic(state), parsed, now)] }
}

/** PublishStartActivityUpdate: a run is about to start, or has started. */
export function startActivityUpdate(vars: VarStack, _activeRuns: ActiveRuns, now: number): Publication {
  const parsed = parseVars(vars)
  return { parsed, records: [notification(startActivityTopic(parsed.trigger), parsed, now)] }
}

export function activeRunsList(activeRuns: ActiveRuns, now: number): PublishRecord {
  return { topic: RUNNING_LIST_TOPIC, key: RUNNING_LIST_KEY, value: activeRuns.encode(now) }
}

/** An environment that entered some state nobody can read is not known to run: it leaves the list. */
function parseEntered(vars: VarStack, activeRuns: ActiveRuns): ParsedVars {
  try {
    return parseVars(vars)
  } catch (error) {
    const environmentId = vars['environment_id']
    if (environmentId !== undefined) activeRuns.delete(environmentId.toWellFormed())
    throw error
  }
}

function notification(topic: string, { envInfo }: ParsedVars, now: number): PublishRecord {
  return { topic, key: envInfo.environmentId, value: encodeNewStateNotification(envInfo, now) }
}
