import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parseScenario, runScenario } from '../../core/index.js'
import type { VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { startControlServer } from '../helpers/control-server.js'
import { distinctClock } from '../helpers/core-harness.js'
import {
  byTimestamp,
  decodeLegacy,
  environmentIds,
  type LegacyMessage,
  normalise,
  rankedLists,
} from '../helpers/legacy-records.js'
import { ListCheck } from '../helpers/list-check.js'
import { managerOverGrpc } from '../helpers/manager-over-grpc.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'

const GOLDEN = new URL('../golden/core/', import.meta.url)
const SCENARIOS = new URL('../fixtures/scenarios/', import.meta.url)

interface Comparison {
  /** What the recorded core read from Consul; `kafka_enabled` true among the vars where nothing is said. */
  runtime?: { defaults?: VarStack; vars?: VarStack }
  /** Without the kafka plugin. */
  withoutPlugin?: true
  /** `part`: what was recorded is ours with gaps; `start`: ours goes on after it. */
  recordedIs?: 'all' | 'part' | 'start'
  /** The recording of another scenario shows what ours does here. */
  as?: string
  /** What was recorded, put right. */
  corrected?: (recorded: string[]) => string[]
  /** Environments, by their order of creation, that are not compared. */
  except?: number[]
  /** Why anything but equality. */
  because?: string
}

const KAFKA_ON = { vars: { kafka_enabled: 'true' } }
const KAFKA_OFF = { vars: { kafka_enabled: 'false' } }

/** Every recording with legacy messages, or with a reason not to have any. */
const COMPARISONS: Record<string, Comparison> = {
  async_create: {},
  auto_environment: {},
  broker_down: {
    recordedIs: 'part',
    because:
      'the Go plugin lost what it sent while the broker was away; ours keeps it (here the broker stays)',
  },
  calls_only: {
    recordedIs: 'start',
    because: 'the Go core was killed while it waited 90 s for a workflow without tasks; ours says so at once',
  },
  concurrent_lists: {
    except: [1],
    because:
      'two STARTs at once: the Go core does not retry the run number, and its second environment failed',
  },
  configure_refused: {},
  core_killed_running: {
    because: 'the last list is that of the core that was started afterwards, as ours is here',
  },
  deploy_failed: {},
  destroy_force_running: {},
  detector_in_use: {},
  detectors_not_json: {},
  end_of_stream: {},
  fresh_broker: {
    recordedIs: 'part',
    because: 'the Go plugin loses the first message of every topic that does not exist yet',
  },
  grpc_states: {},
  hook_failed_after_start: {},
  hook_failed_before_start: {},
  hook_failed_go_error: {},
  hook_failed_leave_configured: {},
  invalid_event: {},
  kafka_defaults_true: { runtime: { defaults: { kafka_enabled: 'true' } } },
  kafka_disabled: { runtime: KAFKA_OFF },
  kafka_uservar_false: {},
  kafka_uservar_true: { runtime: KAFKA_OFF },
  kafka_value_capital: {
    runtime: { vars: { kafka_enabled: 'True' } },
    as: 'async_create',
    because: '"True" silently disables the Go plugin; ours takes it as true',
  },
  kafka_value_one: { runtime: { vars: { kafka_enabled: '1' } } },
  lifecycle: {},
  no_hosts: {},
  plugin_absent: { withoutPlugin: true },
  reset_destroy: {},
  start_task_error: {},
  stop_refused: {},
  task_dies_configured: {},
  task_dies_running: {},
  two_environments: {},
  unknown_host: {},
  weighted_trigger: {
    corrected: withRunning,
    because: 'enter_RUNNING+10 is no topic for the Go plugin, and no run in its list; for ours it is RUNNING',
  },
  zero_tasks_critical_call: {
    recordedIs: 'start',
    because: 'the Go core waits for ever in CONFIGURE without tasks; ours fails there',
  },
}

/** What cannot be compared by running a scenario. */
const NOT_HERE: Record<string, string> = {
  core_start: 'the list that init publishes: compared below',
  enable_kafka_false: 'enableKafka is for those who load plugins; without the plugin it is plugin_absent',
  out_of_order: 'no legacy messages: golden-events.test.ts',
}

interface Recorded {
  topic: string
  valueHex: string
}

function recordingOf(name: string): LegacyMessage[] {
  const lines = readFileSync(new URL(`${name}.jsonl`, GOLDEN), 'utf8').split('\n')
  const records = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Recorded)
  const decoded = records.map(({ topic, valueHex }) =>
    decodeLegacy({ topic, value: Buffer.from(valueHex, 'hex') }),
  )
  return byTimestamp(decoded.filter((message) => message !== undefined))
}

/** Runs a scenario through loader, core and plugin, asked for directly or as clients do. */
async function replay(
  name: string,
  { runtime = KAFKA_ON, withoutPlugin }: Comparison,
  client: 'direct' | 'gRPC',
): Promise<LegacyMessage[]> {
  const publisher = new ListCheck()
  const clock = distinctClock()
  const kafka = () => new KafkaPlugin({ publisher, clock, logger: new MemoryLogger() })
  const plugins = withoutPlugin === true ? {} : { kafka }
  const core = await startControlServer({ plugins, runtime, clock })
  onTestFinished(core.close)
  const { manager, tasks } = core
  publisher.take()
  publisher.isRunning = (id) => manager.findEnvironment(id)?.state === 'RUNNING'

  const url = new URL(`${name}.yaml`, SCENARIOS)
  const scenario = parseScenario(readFileSync(url, 'utf8'), url.pathname)
  const { steps } = await runScenario(scenario, {
    manager: client === 'gRPC' ? managerOverGrpc(core) : manager,
    tasks,
  })
  expect(steps.filter(({ failure }) => failure !== null)).toEqual([])
  expect(manager.environments).toEqual([])
  expect(publisher.wrong).toEqual([])
  if (name === 'core_killed_running') await kafka().init('the next core')
  return publisher.take().flatMap((record) => decodeLegacy(record) ?? [])
}

/** Ours announces STANDBY too, with its list. */
function withoutStandby(messages: LegacyMessage[]): LegacyMessage[] {
  return messages.filter((_, index) => !isStandby(messages[index]) && !isStandby(messages[index - 1]))
}

const isStandby = (message: LegacyMessage | undefined): boolean =>
  message?.topic === 'aliecs.env_state.STANDBY'

/** One sequence per environment; lists are in it where there is no other environment that they could be of. */
function sequences(messages: LegacyMessage[]): string[][] {
  const ids = environmentIds(messages)
  if (ids.length <= 1) return [normalise(messages)]
  return ids.map((id) =>
    normalise(messages.filter((each) => each.kind !== 'list' && each.info.environmentId === id)),
  )
}

describe('recordings of the Go core', () => {
  it('are all accounted for', () => {
    const recordings = readdirSync(GOLDEN).filter((file) => file.endsWith('.steps.json'))
    const names = recordings.map((file) => file.slice(0, -'.steps.json'.length))
    expect([...Object.keys(COMPARISONS), ...Object.keys(NOT_HERE)].sort()).toEqual(names.sort())
  })

  it('have lists of several environments in the order that Grafana shows', () => {
    expect(rankedLists(recordingOf('two_environments'))).toEqual(['E1 ITS,TPC; E2 FDD,MFT'])
    expect(rankedLists(recordingOf('grpc_states'))).toEqual(['E1 ITS,TPC; E2 MFT'])
  })

  it('core_start: init publishes the empty list', async () => {
    const publisher = new MemoryPublisher()
    await new KafkaPlugin({ publisher, logger: new MemoryLogger() }).init('core')
    const ours = publisher.take().flatMap((record) => decodeLegacy(record) ?? [])
    expect(normalise(ours)).toEqual(normalise(recordingOf('core_start')))
  })

  const both = Object.entries(COMPARISONS).flatMap(([name, comparison]) =>
    (['direct', 'gRPC'] as const).map((client) => [name, client, comparison] as const),
  )
  it.each(both)('%s, %s', async (name, client, comparison) => {
    const messages = withoutStandby(await replay(name, comparison, client))
    const recording = recordingOf(comparison.as ?? name)
    expect(rankedLists(messages)).toEqual(rankedLists(recording))
    const [ours, recorded] = [sequences(messages), sequences(recording)]
    expect(ours).toHaveLength(recorded.length)
    for (const [index, lines] of recorded.entries()) {
      if (comparison.except?.includes(index) === true) continue
      const own = ours[index] ?? []
      const { recordedIs = 'all', corrected = (same) => same } = comparison
      if (recordedIs === 'all') expect(own).toEqual(corrected(lines))
      if (recordedIs === 'start') expect(own.slice(0, lines.length)).toEqual(lines)
      if (recordedIs === 'part') expect(missingIn(own.map(unnumbered), lines.map(unnumbered))).toEqual([])
    }
  })
})

/** The messages with gaps are numbered differently. */
function unnumbered(line: string): string {
  return line.replaceAll(/\b([tR])\d+\b/g, '$1')
}

/** The first of `part` that does not come in `whole` after those before it. */
function missingIn(whole: readonly string[], part: readonly string[]): string[] {
  let from = 0
  for (const line of part) {
    const found = whole.indexOf(line, from)
    if (found < 0) return [line]
    from = found + 1
  }
  return []
}

/** The message of entering RUNNING, and the list that it belongs to. */
function withRunning(recorded: string[]): string[] {
  const left = recorded.findIndex((line) => line.startsWith('aliecs.env_leave_state.RUNNING '))
  const run = recorded[left]?.replace(/^\S+ /, '') ?? ''
  return recorded
    .with(left - 1, `aliecs.env_list.RUNNING [${run}]`)
    .toSpliced(left - 1, 0, `aliecs.env_state.RUNNING ${run}`)
}
