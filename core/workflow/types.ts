import type { VarStack } from '../../plugin/host.js'

/** Where a construct stands in its template, for error messages. */
export interface SourcePosition {
  file: string
  /** From 1. */
  line: number
}

interface RoleBase {
  name: string
  /** Dotted, from the root: `readout-dataflow.kafka.running`. */
  path: string
  position: SourcePosition
  /** Null for the root. */
  parent: AggregatorRole | null
  defaults: VarStack
  vars: VarStack
  userVars: VarStack
}

export interface AggregatorRole extends RoleBase {
  kind: 'aggregator'
  roles: Role[]
}

export interface CallRole extends RoleBase {
  kind: 'call'
  /** `kafka.PublishEnterStateUpdate()` */
  func: string
  /** With its weight: `before_START_ACTIVITY+50`. */
  trigger: string
  /** The trigger where the template says nothing else. */
  await: string
  /** A Go duration; `30s` where the template says nothing. */
  timeout: string
  /** True where the template says nothing. */
  critical: boolean
}

export interface TaskRole extends RoleBase {
  kind: 'task'
  /** The class of the task, as `task.load` names it. */
  taskClass: string
  /** The value of the nearest `machine_id` constraint; empty where there is none. */
  hostname: string
  /** True where the template says nothing. */
  critical: boolean
}

export type Role = AggregatorRole | CallRole | TaskRole

/** A template, loaded for one environment: iterators unrolled, disabled roles gone, every expression evaluated. */
export interface Workflow {
  name: string
  description: string
  /** Whether the template's name is tagged `!public`. */
  public: boolean
  /** The file that it was loaded from. */
  path: string
  root: AggregatorRole
}
