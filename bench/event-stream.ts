import type { EnvironmentEvent, EnvironmentHappening } from '../core/index.js'
import type { AggregatorRole, Workflow } from '../core/workflow/types.js'
import { type CoreEvent, EventWriter, happeningEvent } from '../events/index.js'
import type { PublishRecord } from '../index.js'

const ENVIRONMENTS = 20
const TIMESTAMP_MS = 1_795_399_017_529

const root: AggregatorRole = {
  kind: 'aggregator',
  name: 'readout-dataflow',
  path: 'readout-dataflow',
  position: { file: 'readout-dataflow.yaml', line: 1 },
  parent: null,
  roles: [],
  defaults: {},
  vars: {},
  userVars: {},
}
const workflow: Workflow = {
  name: 'readout-dataflow',
  description: 'Readout and processing',
  public: true,
  path: 'github.com/AliceO2Group/ControlWorkflows/workflows/readout-dataflow.yaml',
  root,
  publicVars: {},
}
const vars = {
  detectors: '["ITS","TPC","TOF"]',
  hosts: '["alio2-cr1-flp145","alio2-cr1-flp146","alio2-cr1-flp147"]',
  run_type: 'PHYSICS',
  lhc_period: 'LHC26k',
  dcs_enabled: 'true',
  odc_enabled: 'true',
  trg_enabled: 'true',
  user: 'flp',
}

/**
 * What happens in a core, without end: an environment that is created, with variables, then a role of it that
 * changes its state, and so on with the next environment.
 */
export function happening(number: number): EnvironmentEvent {
  const environment = Math.floor(number / 2) % ENVIRONMENTS
  const what: EnvironmentHappening =
    number % 2 === 0
      ? {
          type: 'creation',
          step: 'workflow loaded',
          mode: 'wait',
          template: workflow.path,
          error: null,
          vars,
        }
      : { type: 'role', role: root, roleStatus: null, roleState: 'RUNNING' }
  return {
    ...what,
    environmentId: `2oDvieF${environment.toString().padStart(4, 'x')}`,
    state: 'RUNNING',
    runNumber: 500_000 + environment,
    timestampMs: TIMESTAMP_MS + number,
    requestUser: { name: 'flp', externalId: 60 },
    workflow,
  }
}

/** One after the other, again and again: each environment, each kind of event. */
export const DIFFERENT_EVENTS = 2 * ENVIRONMENTS

/** @param prefix before its topic */
export function eventOf(happened: EnvironmentEvent, prefix: string): CoreEvent {
  const event = happeningEvent(happened)
  if (event === null) throw new Error(`no event of ${happened.type}`)
  return { ...event, topic: prefix + event.topic }
}

/** The bytes that the writer makes of them. */
export function recordsOf(events: readonly CoreEvent[]): PublishRecord[] {
  const written: PublishRecord[] = []
  const publisher = {
    publish: (records: PublishRecord[]) => {
      written.push(...records)
      return Promise.resolve({ status: 'delivered' } as const)
    },
  }
  const writer = new EventWriter({ publisher, logger: console })
  for (const event of events) writer.write(event)
  writer.flush()
  return written
}

/** The values again and again. */
export function repeated<T>(values: readonly T[], number: number): T {
  const value = values[number % values.length]
  if (value === undefined) throw new RangeError('nothing to repeat')
  return value
}
