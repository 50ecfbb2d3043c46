import { expect, it } from 'vitest'
import { isTopicName } from '../../broker/topic-maker.js'

it.each(['aliecs.env_state.RUNNING', 'a', 'A-b_c.9', 'x'.repeat(249)])('%s is a topic name', (name) =>
  expect(isTopicName(name)).toBe(true),
)

it.each(['', '.', '..', 'a b', 'enter+10', 'ü', 'x'.repeat(250), 'a/b'])('%s is none', (name) =>
  expect(isTopicName(name)).toBe(false),
)
