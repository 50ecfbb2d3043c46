import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type ComparedEvent, isUnordered, sequencesOf } from '../helpers/core-events.js'
import { type Circumstances, recordedEvents, replayedEvents } from '../helpers/golden-events.js'

interface Comparison extends Circumstances {
  /** `part`: what was recorded is ours with gaps; `start`: ours goes on after it. */
  recordedIs?: 'all' | 'part' | 'start'
  /** Parts of lines that only one has; each is taken out once, wherever it first is. */
  onlyRecorded?: string[]
  onlyOurs?: string[]
  /** Error texts of the Go core, and what ours says instead. */
  texts?: readonly (readonly [recorded: RegExp | string, ours: string])[]
  /** What was written, where only its order differs. */
  reordered?: (ours: string[]) => string[]
  /** Environments, by their order of creation, that are not compared. */
  except?: string[]
  /** Why anything but equality. */
  because?: string
}

const KAFKA_OFF = { vars: { kafka_enabled: 'false' } }
const OTHER_TEXT = 'the text of the Go core comes from its implementation; ours names what to look at'
const OTHER_CLASS = 'the failing task was recorded as "true", the command of its class'
const NOT_IN_PARALLEL = 'a race of the Go core: its tasks and calls report in parallel'

/** Every recording of a core that wrote events. The user's side of this table is docs/differences.md, "Core events". */
const COMPARISONS: Record<string, Comparison> = {
  async_create: {
    reordered: announcedAtOnce,
    because: 'here the client asks for RESET in the moment in which CONFIGURE ends',
  },
  auto_environment: {},
  broker_down: {
    recordedIs: 'part',
    because: 'the Go core lost what it sent while the broker was away; ours keeps it (here the broker stays)',
  },
  calls_only: {
    recordedIs: 'start',
    because: 'the Go core was killed while it waited 90 s for a workflow without tasks; ours says so at once',
  },
  concurrent_lists: {
    except: ['E2'],
    because:
      'two STARTs at once: the Go core does not retry the run number, and its second environment failed',
  },
  configure_refused: {},
  core_killed_running: {},
  deploy_failed: {},
  destroy_force_running: {},
  detector_in_use: {},
  detectors_not_json: {
    texts: [
      [
        /runtime error: invalid memory address or nil pointer dereference \(1:7\)\n \| (\S+)\(\)\n \| \.+\^/,
        '$1 call failed. REASON: variable detectors: expected a JSON array of strings, got "MFT"',
      ],
    ],
    because: OTHER_TEXT,
  },
  end_of_stream: {},
  fresh_broker: {
    recordedIs: 'part',
    because: 'the Go core loses the first batches of every topic that does not exist yet',
  },
  grpc_states: {
    onlyRecorded: ['readout | RUNNING | INACTIVE | golden-dataflow.host-flp-its-1.readout'],
    onlyOurs: ['readout | ERROR | INACTIVE | golden-dataflow.host-flp-its-1.readout'],
    because: `${NOT_IN_PARALLEL}: of a task that died its status may come before its state`,
  },
  hook_failed_after_start: {},
  hook_failed_before_start: {},
  hook_failed_go_error: {},
  hook_failed_leave_configured: {},
  invalid_event: {},
  kafka_defaults_true: { runtime: { defaults: { kafka_enabled: 'true' } } },
  kafka_disabled: {
    runtime: KAFKA_OFF,
    onlyOurs: ['golden-dataflow | PARTIAL | '],
    because: `${NOT_IN_PARALLEL}: two became ACTIVE at once`,
  },
  kafka_uservar_false: {},
  kafka_uservar_true: { runtime: KAFKA_OFF },
  kafka_value_capital: {
    runtime: KAFKA_OFF,
    because: 'with True ours would be enabled: golden-core.test.ts',
  },
  kafka_value_one: {
    runtime: { vars: { kafka_enabled: '1' } },
    onlyOurs: [
      'golden-dataflow |  | STANDBY',
      'golden-dataflow.host-flp-mft-1 |  | STANDBY',
      'golden-dataflow.host-flp-mft-1.readout |  | STANDBY',
      'readout | STANDBY | ACTIVE',
    ],
    because: `${NOT_IN_PARALLEL}: the answer to RESET came when the environment was gone`,
  },
  lifecycle: {},
  no_hosts: {
    texts: [
      [
        'workflow deployment timed out (1m30s), aborting and cleaning up [0 undeployable roles: ; 0 inactive roles: ]',
        'workflow deployment failed: golden-dataflow has neither a task nor a critical call role: it can never become active',
      ],
    ],
    because: OTHER_TEXT,
  },
  out_of_order: { runtime: KAFKA_OFF },
  plugin_absent: {
    withoutPlugin: true,
    onlyRecorded: ['golden-dataflow.kafka | INVARIANT'],
    texts: [[/unknown name kafka \(1:1\)\n \| (\S+)\n \| \^/, '$1: plugin kafka is not loaded']],
    because: `${NOT_IN_PARALLEL}: two calls saw the same change; ${OTHER_TEXT}`,
  },
  reset_destroy: {},
  start_task_error: {
    isSlow: true,
    texts: [["task 'true'", "task 'readout'"]],
    because: `${OTHER_CLASS}; the Go plugin takes a second per message: long enough for a second GO_ERROR to be asked for`,
  },
  stop_refused: { texts: [["task 'true'", "task 'readout'"]], because: OTHER_CLASS },
  task_dies_configured: {},
  task_dies_running: {
    onlyRecorded: ['golden-dataflow.kafka | INVARIANT'],
    because: `${NOT_IN_PARALLEL}: two calls saw the same change`,
  },
  two_environments: {},
  unknown_host: {
    texts: [
      [
        'cannot acquire detectors in loaded workflow template: ',
        'cannot load workflow template: golden-dataflow.yaml:6: defaults.detectors: {{ inventory.DetectorsForHosts(hosts) }}: ',
      ],
    ],
    because: OTHER_TEXT,
  },
  weighted_trigger: {},
  zero_tasks_critical_call: {
    recordedIs: 'start',
    because: 'the Go core waits for ever in CONFIGURE without tasks; ours fails there',
  },
}

/** What cannot be compared by running a scenario. */
const NOT_HERE: Record<string, string> = {
  core_start: 'test/events/core-start.test.ts',
  enable_kafka_false: 'nothing was recorded: without a writer there is nothing to write',
}

describe('recordings of the Go core', () => {
  it('are all accounted for', () => {
    const recordings = readdirSync(new URL('../golden/core/', import.meta.url))
    const names = recordings.flatMap((file) => (file.endsWith('.steps.json') ? [file.slice(0, -11)] : []))
    expect([...Object.keys(COMPARISONS), ...Object.keys(NOT_HERE)].sort()).toEqual(names.sort())
  })

  it.each(Object.entries(COMPARISONS))('%s', async (name, comparison) => {
    const { reordered = (same) => same } = comparison
    const events = await replayedEvents(name, comparison)
    expect(events.length).toBeGreaterThan(0)
    expect(outOfTime(events)).toEqual([])
    const ours = sequencesOf(events.filter(({ topic, text }) => !isAtStandby(topic, text)))
    for (const [sequence, lines] of ours) ours.set(sequence, reordered(lines))
    const recorded = sequencesOf(recordedEvents(name))
    takeOut(ours, comparison.onlyOurs)
    takeOut(recorded, comparison.onlyRecorded)
    for (const [sequence, lines] of recorded) {
      const texts = lines.map((line) => withTexts(line, comparison.texts))
      recorded.set(sequence, isUnordered(sequence) ? texts.sort() : texts)
    }

    expect([...ours.keys()].sort()).toEqual(expect.arrayContaining([...recorded.keys()].sort()))
    for (const sequence of new Set([...ours.keys(), ...recorded.keys()])) {
      const [environment = ''] = sequence.split(' ')
      if (comparison.except?.includes(environment) === true) continue
      const lines = recorded.get(sequence) ?? []
      const own = ours.get(sequence) ?? []
      const { recordedIs = 'all' } = comparison
      if (recordedIs === 'all') expect(own, sequence).toEqual(lines)
      else if (recordedIs === 'start' && !isUnordered(sequence)) {
        expect(own.slice(0, lines.length), sequence).toEqual(lines)
      } else expect(missingIn(own, lines), sequence).toEqual([])
    }
  })
})

/** Ours runs hooks at enter_STANDBY, which the Go core does not. */
function isAtStandby(topic: string, text: string): boolean {
  return topic === 'call' && text.includes('"trigger":"enter_STANDBY"')
}

/** Events whose two stamps differ, or that a consumer which sorts would not see after the one before. */
function outOfTime(events: readonly ComparedEvent[]): ComparedEvent[] {
  const last = new Map<string, bigint>()
  return events.filter(({ environmentId, timestampNano, timestampMs }) => {
    const isLate = timestampNano <= (last.get(environmentId) ?? 0n)
    last.set(environmentId, timestampNano)
    return isLate || timestampNano / 1_000_000n !== BigInt(timestampMs)
  })
}

function withTexts(line: string, texts: Comparison['texts'] = []): string {
  return texts.reduce((text, [recorded, ours]) => text.replace(recorded, ours), line)
}

function takeOut(sequences: Map<string, string[]>, parts: string[] = []): void {
  for (const part of parts) {
    const lines = [...sequences.values()].find((each) => each.some((line) => line.startsWith(part)))
    if (lines === undefined) throw new Error(`no line "${part}"`)
    const at = lines.findIndex((line) => line.startsWith(part))
    lines.splice(at, 1)
  }
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

function announcedAtOnce(lines: string[]): string[] {
  const announced = lines.findIndex((line) => line.includes('created new environment'))
  const line = lines[announced]
  if (line === undefined) return lines
  const configured = lines.findIndex((each) => each.startsWith('CONFIGURED | - | CONFIGURE |  | DONE_OK'))
  return lines.toSpliced(announced, 1).toSpliced(configured + 1, 0, line)
}
