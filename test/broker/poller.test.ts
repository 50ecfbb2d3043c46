import { expect, it, onTestFinished } from 'vitest'
import { Poller } from '../../broker/poller.js'
import { until } from '../helpers/until.js'

function setUp(inFlight: number) {
  const state = { polls: 0, inFlight }
  const poller = new Poller(
    () => {
      state.polls++
    },
    () => state.inFlight,
  )
  onTestFinished(() => poller.stop())
  return { state, poller }
}

it('polls on and on while something is in flight, and not any more when nothing is', async () => {
  const { state, poller } = setUp(1)
  poller.wake()
  await until(
    () => state.polls > 100,
    () => `${state.polls} polls`,
  )
  state.inFlight = 0
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  const { polls } = state
  for (let round = 0; round < 10; round++) await new Promise(setImmediate)
  expect(state.polls - polls).toBeLessThanOrEqual(1) // the one that a slow machine may have been owing
})

it('does nothing when woken for nothing, and nothing after the end', async () => {
  const { state, poller } = setUp(0)
  poller.wake()
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(state.polls).toBe(0)
  state.inFlight = 1
  poller.stop()
  poller.wake()
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(state.polls).toBe(0)
})

it('hears of the broker now and then even when idle', async () => {
  const { state } = setUp(0)
  await until(
    () => state.polls > 0,
    () => 'a poll',
  )
})
