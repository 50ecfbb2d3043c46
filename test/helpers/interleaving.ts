import { setImmediate as turn } from 'node:timers/promises'
import kafka from '#generated/kafka_pb.js'
import type { CreateRequest, EnvironmentEvent } from '../../core/index.js'
import type { PublishRecord, PublishResult } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { createCoreHarness, distinctClock } from './core-harness.js'
import { MemoryLogger } from './memory-logger.js'
import { MemoryPublisher } from './memory-publisher.js'

const TEMPLATE = new URL('../golden/core/templates/golden-dataflow.yaml', import.meta.url).pathname

/** Acknowledges two turns of the event loop after it was asked, so that requests come between the steps of a transition. */
class SlowPublisher extends MemoryPublisher {
  override async publish(records: PublishRecord[], options: { timeoutMs: number }): Promise<PublishResult> {
    await turn()
    await turn()
    return super.publish(records, options)
  }
}

/** A core with the kafka plugin on a publisher in memory, and the legacy workflow. */
export async function interleavedCore() {
  const publisher = new SlowPublisher()
  const clock = distinctClock()
  const core = await createCoreHarness({
    clock,
    plugins: { kafka: () => new KafkaPlugin({ publisher, clock, logger: new MemoryLogger() }) },
    taskTransitionDelayMs: 0,
    limits: { callGraceMs: 60_000, taskTimeoutMs: 60_000, deployTimeoutMs: 60_000 },
  })
  const request = (id: string): CreateRequest => ({
    id,
    template: TEMPLATE,
    userVars: { hosts: '["flp-mft-1","flp-its-1"]', kafka_enabled: 'true' },
  })
  return { ...core, publisher, request }
}

/** Waits so many turns of the event loop. */
export async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left -= 1) await turn()
}

/** Per run number, how many Starts of Run and Ends of Run a consumer of the legacy topics counts. */
export function legacyRuns(records: readonly PublishRecord[]): Map<number, { starts: number; ends: number }> {
  const runs = new Map<number, { starts: number; ends: number }>()
  for (const { topic, value } of records) {
    const isStart = topic === 'aliecs.before_start_activity'
    if (!isStart && topic !== 'aliecs.env_leave_state.RUNNING') continue
    const run = kafka.NewStateNotification.deserializeBinary(value).getEnvinfo()?.getRunnumber() ?? 0
    const { starts, ends } = runs.get(run) ?? { starts: 0, ends: 0 }
    runs.set(run, isStart ? { starts: starts + 1, ends } : { starts, ends: ends + 1 })
  }
  return runs
}

/** Per run number, the transitions that began and ended it, as `aliecs.run` has them. */
export function runEvents(events: readonly EnvironmentEvent[]): Map<number | null, string[]> {
  const runs = new Map<number | null, string[]>()
  for (const event of events) {
    if (event.type !== 'run' || event.moment !== 'started') continue
    runs.set(event.runNumber, [...(runs.get(event.runNumber) ?? []), event.transition])
  }
  return runs
}
