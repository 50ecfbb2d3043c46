import { expect, it } from 'vitest'
import { LEGACY_TOPICS, startActivityTopic } from '../../plugin/topics.js'

it('has the documented topics, and no other', () => {
  expect([...LEGACY_TOPICS].sort()).toEqual([
    'aliecs.before_start_activity',
    'aliecs.env_leave_state.CONFIGURED',
    'aliecs.env_leave_state.DEPLOYED',
    'aliecs.env_leave_state.ERROR',
    'aliecs.env_leave_state.RUNNING',
    'aliecs.env_leave_state.STANDBY',
    'aliecs.env_list.RUNNING',
    'aliecs.env_state.CONFIGURED',
    'aliecs.env_state.DEPLOYED',
    'aliecs.env_state.ERROR',
    'aliecs.env_state.RUNNING',
    'aliecs.env_state.STANDBY',
    'aliecs.env_state.UNKNOWN',
  ])
})

it.each([
  ['before_START_ACTIVITY', 'aliecs.before_start_activity'],
  ['after_START_ACTIVITY', 'aliecs.after_start_activity'],
  ['before_STOP_ACTIVITY', 'aliecs.start_activity'],
])('%s goes to %s', (trigger, topic) => expect(startActivityTopic(trigger)).toBe(topic))
