import { expect, it } from 'vitest'
import kafka from '#generated/kafka_pb.js'
import { ActiveRuns } from '../../plugin/active-runs.js'
import { enterStateUpdate, leaveStateUpdate, startActivityUpdate } from '../../plugin/functions.js'
import type { VarStack } from '../../plugin/host.js'

const vars = (trigger: string): VarStack => ({
  environment_id: 'a',
  __call_trigger: trigger,
  detectors: '["TPC"]',
  enter_state_time_ms: '7',
  run_number: '5',
})

it('an entry publishes state and list, both with the same timestamp', () => {
  const { records } = enterStateUpdate(vars('enter_RUNNING'), new ActiveRuns(), 42)
  expect(records.map(({ topic }) => topic)).toEqual(['aliecs.env_state.RUNNING', 'aliecs.env_list.RUNNING'])
  const [state, list] = records.map(({ value }) => value)
  expect(kafka.NewStateNotification.deserializeBinary(state ?? new Uint8Array()).getTimestamp()).toBe('42')
  expect(kafka.ActiveRunsList.deserializeBinary(list ?? new Uint8Array()).getTimestamp()).toBe('42')
})

it('a leave message still has the state that is being left, and its run', () => {
  const { records } = leaveStateUpdate(vars('leave_RUNNING'), new ActiveRuns(), 42)
  expect(records).toHaveLength(1)
  const info = kafka.NewStateNotification.deserializeBinary(
    records[0]?.value ?? new Uint8Array(),
  ).getEnvinfo()
  expect(info?.getState()).toBe('RUNNING')
  expect(info?.getRunnumber()).toBe(5)
})

it('an announced start has CONFIGURED, and its run', () => {
  const { records } = startActivityUpdate(vars('before_START_ACTIVITY+50'), new ActiveRuns(), 42)
  expect(records.map(({ topic }) => topic)).toEqual(['aliecs.before_start_activity'])
  const info = kafka.NewStateNotification.deserializeBinary(
    records[0]?.value ?? new Uint8Array(),
  ).getEnvinfo()
  expect(info?.getState()).toBe('CONFIGURED')
  expect(info?.getRunnumber()).toBe(5)
})
