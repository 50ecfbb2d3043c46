import { expect, it } from 'vitest'
import { probedCore } from '../helpers/probed-core.js'

it.each([
  ['entr_RUNNING', 'nothing happens at "entr_RUNNING"; did you mean enter_RUNNING?'],
  [
    'before_STRAT_ACTIVITY+50',
    'nothing happens at "before_STRAT_ACTIVITY"; did you mean before_START_ACTIVITY?',
  ],
  ['at_midnight', 'nothing happens at "at_midnight"'],
])('%s', async (trigger, told) => {
  const { manager, logger } = await probedCore({ slip: ['Note', trigger] })
  await manager.create({ template: 't' })
  expect(logger.lines.filter((line) => line.startsWith('warn:'))).toEqual([
    expect.stringMatching(/^warn: \S+:\d+: .*slip: trigger: /),
  ])
  expect(logger.lines.find((line) => line.startsWith('warn:'))).toContain(told)
})

it.each([
  'enter_STANDBY',
  'leave_ERROR',
  'before_GO_ERROR-10',
  'after_RESET+100',
  'DESTROY',
  'after_DESTROY',
])('%s is a moment', async (trigger) => {
  const { manager, logger } = await probedCore({ call: ['Note', trigger] })
  await manager.create({ template: 't' })
  expect(logger.lines.filter((line) => line.startsWith('warn:'))).toEqual([])
})
