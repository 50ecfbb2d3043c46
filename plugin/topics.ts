/** The topic names of the legacy messages, which every consumer knows by heart. */

export const RUNNING_LIST_TOPIC = 'aliecs.env_list.RUNNING'

/** @param state as in the message: `RUNNING`, `UNKNOWN`… */
export const enterStateTopic = (state: string): string => `aliecs.env_state.${state}`

export const leaveStateTopic = (state: string): string => `aliecs.env_leave_state.${state}`

/** @param trigger the name without its weight */
export function startActivityTopic(trigger: string): string {
  if (trigger === 'before_START_ACTIVITY') return 'aliecs.before_start_activity'
  if (trigger === 'after_START_ACTIVITY') return 'aliecs.after_start_activity'
  return 'aliecs.start_activity'
}

const STATES = ['STANDBY', 'DEPLOYED', 'CONFIGURED', 'RUNNING', 'ERROR']

/** The documented topics: made at start, so that a consumer can subscribe before the first message. */
export const LEGACY_TOPICS: readonly string[] = [
  ...STATES.map(enterStateTopic),
  enterStateTopic('UNKNOWN'),
  ...STATES.map(leaveStateTopic),
  RUNNING_LIST_TOPIC,
  startActivityTopic('before_START_ACTIVITY'),
]
