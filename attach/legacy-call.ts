import type { VarStack } from '../plugin/host.js'

/** A function of the legacy plugin, as a kafka role of the workflow calls it. */
export interface LegacyCall {
  func: 'PublishEnterStateUpdate' | 'PublishLeaveStateUpdate' | 'PublishStartActivityUpdate'
  vars: VarStack
  /** Of the event that marks its moment. */
  timestampMs: number
}

/** What is known of an environment when a message of it is made. */
export interface MessageFacts {
  environmentId: string
  /** From `workflow loaded`, all variables that matter; null where that event was never seen. */
  vars: VarStack | null
  /** Of the state it is in; ms since the Unix epoch, as text; null where its entry was never seen. */
  enterStateTime: string | null
  /** 0 where there is none. */
  runNumber: number
}

/** Of the variables of a workflow, those that the messages are made of. */
export const MESSAGE_VARS = ['detectors', 'run_type'] as const

/** What the plugin is told. What is not known is not: on the wire an empty list and a zero are fields that are not set. */
export function messageVars(facts: MessageFacts, trigger: string): VarStack {
  const { environmentId, vars, enterStateTime, runNumber } = facts
  const { detectors, run_type: runType } = vars ?? {}
  return {
    environment_id: environmentId,
    __call_trigger: trigger,
    detectors: detectors ?? '[]',
    enter_state_time_ms: enterStateTime ?? '0',
    ...(runType === undefined ? {} : { run_type: runType }),
    ...(runNumber === 0 ? {} : { run_number: String(runNumber) }),
  }
}
