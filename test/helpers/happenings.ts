import type { EnvironmentEvent, EnvironmentHappening } from '../../core/index.js'
import type { AggregatorRole, CallRole, TaskRole, Workflow } from '../../core/workflow/types.js'

/** When all of it happens. */
export const NOW = 1_795_399_017_529

const position = { file: '/t/flow.yaml', line: 1 }
const layers = () => ({ defaults: {}, vars: {}, userVars: {} })

const root: AggregatorRole = {
  kind: 'aggregator',
  name: 'flow',
  path: 'flow',
  position,
  parent: null,
  roles: [],
  ...layers(),
}

export const callRole: CallRole = {
  kind: 'call',
  name: 'running',
  path: 'flow.running',
  position,
  parent: root,
  ...layers(),
  func: 'dcs.StartOfRun()',
  trigger: 'before_START_ACTIVITY+100',
  await: 'after_START_ACTIVITY',
  timeout: '140s',
  critical: true,
  returnVar: 'answer',
}

export const taskRole: TaskRole = {
  kind: 'task',
  name: 'readout',
  path: 'flow.readout',
  position,
  parent: root,
  ...layers(),
  taskClass: 'readout',
  hostname: 'flp-its-1',
  critical: true,
}

export const workflow: Workflow = {
  name: 'flow',
  description: 'A flow',
  public: true,
  path: '/t/flow.yaml',
  root,
  publicVars: {},
}

/** It happens to an environment in RUNNING, with a run and a user. */
export function happened(
  happening: EnvironmentHappening,
  of: Partial<Pick<EnvironmentEvent, 'state' | 'runNumber' | 'requestUser' | 'workflow'>> = {},
): EnvironmentEvent {
  return {
    ...happening,
    environmentId: '2rEnv',
    state: 'RUNNING',
    runNumber: 42,
    timestampMs: NOW,
    requestUser: { name: 'LHC', externalId: 60 },
    workflow,
    ...of,
  }
}
