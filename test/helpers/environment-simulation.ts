import kafka from '#generated/kafka_pb.js'
import type { ReceivedRecord } from '../../broker/index.js'
import type { VarStack } from '../../plugin/host.js'
import type { KafkaPlugin } from '../../plugin/index.js'

/** One full run of an environment, as (function, trigger) pairs. */
const RUN_CYCLE: readonly (readonly ['Enter' | 'Leave' | 'Start', string])[] = [
  ['Start', 'before_START_ACTIVITY+50'],
  ['Leave', 'leave_CONFIGURED'],
  ['Enter', 'enter_RUNNING'],
  ['Leave', 'leave_RUNNING'],
  ['Enter', 'enter_CONFIGURED'],
]

/** Drives the plugin as a core would: one call after the other, each awaited. Returns the errors that calls reported. */
export async function runCycles(
  plugin: KafkaPlugin,
  environmentId: string,
  runNumbers: readonly number[],
  callTimeout: string,
): Promise<string[]> {
  const errors: string[] = []
  for (const runNumber of runNumbers) {
    for (const [call, trigger] of RUN_CYCLE) {
      const vars: VarStack = {
        environment_id: environmentId,
        __call_trigger: trigger,
        __call_timeout: callTimeout,
        detectors: '["ITS","TPC"]',
        enter_state_time_ms: String(Date.now()),
        run_number: String(runNumber),
        run_type: 'PHYSICS',
      }
      await functionOf(plugin, vars, call)()
      if (vars['__call_error_reason'] !== undefined) errors.push(vars['__call_error_reason'])
    }
  }
  return errors
}

function functionOf(
  plugin: KafkaPlugin,
  vars: VarStack,
  call: 'Enter' | 'Leave' | 'Start',
): () => Promise<string> {
  const stack = plugin.callStack(vars)
  if (call === 'Enter') return stack.PublishEnterStateUpdate
  return call === 'Leave' ? stack.PublishLeaveStateUpdate : stack.PublishStartActivityUpdate
}

/** `topic: run or state` of an environment's records, as a consumer of each topic sees them: in order per topic. */
export function runsPerTopic(
  records: readonly ReceivedRecord[],
  environmentId: string,
): Map<string, string[]> {
  const perTopic = new Map<string, string[]>()
  for (const { topic, key, value } of records) {
    if (key !== environmentId || !value) continue
    const info = kafka.NewStateNotification.deserializeBinary(value).getEnvinfo()
    const told = info?.hasRunnumber() ? `run ${info.getRunnumber()}` : (info?.getState() ?? '')
    perTopic.set(topic, [...(perTopic.get(topic) ?? []), told])
  }
  return perTopic
}

/** What `runCycles` must lead to, for comparison with `runsPerTopic`. */
export function expectedRunsPerTopic(runNumbers: readonly number[]): Map<string, string[]> {
  const runs = runNumbers.map((run) => `run ${run}`)
  const configured = runNumbers.map(() => 'CONFIGURED')
  return new Map([
    ['aliecs.before_start_activity', runs],
    ['aliecs.env_leave_state.CONFIGURED', configured],
    ['aliecs.env_leave_state.RUNNING', runs],
    ['aliecs.env_state.CONFIGURED', configured],
    ['aliecs.env_state.RUNNING', runs],
  ])
}

/** The run numbers of each list, in the order of the topic. */
export function listsOf(records: readonly ReceivedRecord[]): number[][] {
  return records
    .filter(({ topic }) => topic === 'aliecs.env_list.RUNNING')
    .map(({ value }) =>
      kafka.ActiveRunsList.deserializeBinary(value ?? new Uint8Array())
        .getActiverunsList()
        .map((run) => run.getRunnumber()),
    )
}
