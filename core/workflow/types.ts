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
  /** The variable that takes the call's output, in the role's user vars; absent where the template names none. */
  returnVar?: string
}

export interface TaskRole extends RoleBase {
  kind: 'task'
  /** The class of the task, as `task.load` names it. */
  taskClass: string
  /** The value of the nearest `machine_id` constraint; empty where there is none. */
  hostname: string
  /** True where the template says nothing. */
  critical: boolean
  /** Only for a task with a trigger: it runs as a hook then, and takes no part in the transitions. */
  hook?: { trigger: string; await: string; timeout: string }
}

export type Role = AggregatorRole | CallRole | TaskRole

/** What a template tells a user interface about a variable tagged `!public`; only `value` is always there. */
export interface VariableSpec {
  /** As written in the template, before any evaluation. */
  value: string
  type?: string
  label?: string
  description?: string
  widget?: string
  panel?: string
  values?: string[]
  index?: string
  rows?: string
  visibleif?: string
  enabledif?: string
}

/** A template, loaded for one environment: iterators unrolled, disabled roles gone, every expression evaluated. */
export interface Workflow {
  name: string
  description: string
  /** Whether the template's name is tagged `!public`. */
  public: boolean
  /** The file that it was loaded from. */
  path: string
  root: AggregatorRole
  /** Every variable tagged `!public`, in any role of the template, disabled ones included. */
  publicVars: Record<string, VariableSpec>
}
