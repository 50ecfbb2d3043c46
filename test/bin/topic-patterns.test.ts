import { expect, it } from 'vitest'
import { matchTopics } from '../../bin/topic-patterns.js'

it.each([
  [['aliecs.env_state.RUNNING'], 'aliecs.env_state.RUNNING', true],
  [['aliecs.env_state.RUNNING'], 'aliecs.env_state.RUNNING2', false],
  [['aliecs.env_state.RUNNING'], 'aliecs-env_state-RUNNING', false],
  [['aliecs.env_state.*'], 'aliecs.env_state.ERROR', true],
  [['aliecs.env_state.*'], 'aliecs.env_leave_state.ERROR', false],
  [['*'], 'anything', true],
  [['*.RUNNING'], 'aliecs.env_list.RUNNING', true],
  [['a', 'b*'], 'bcd', true],
  [['a|b'], 'a', false],
])('%j and %s: %s', (patterns, topic, expected) => {
  expect(matchTopics(patterns)(topic)).toBe(expected)
})
