import type { TextField } from './text-template.js'
import type { SourcePosition, VariableSpec } from './types.js'

/** A role as its template has it: nothing unrolled, nothing evaluated. */
export interface RoleTemplate {
  position: SourcePosition
  name: TextField
  /** Absent means enabled. */
  enabled: TextField | undefined
  defaults: ReadonlyMap<string, TextField>
  vars: ReadonlyMap<string, TextField>
  /** The value of its own `machine_id` constraint. */
  machineId: TextField | undefined
  iterator: IteratorTemplate | undefined
  body: RoleBody
}

export type IteratorTemplate =
  | { kind: 'range'; variable: string; range: TextField }
  /** Both ends belong to it. */
  | { kind: 'count'; variable: string; begin: TextField; end: TextField }

export type RoleBody =
  | { kind: 'aggregator'; roles: RoleTemplate[] }
  | ({ kind: 'call'; func: TextField; returnVar: TextField | undefined; trigger: TextField } & HookTemplate)
  | ({ kind: 'task'; load: TextField; trigger: TextField | undefined } & HookTemplate)
  | { kind: 'include'; include: TextField }

export interface HookTemplate {
  await: TextField | undefined
  timeout: TextField | undefined
  critical: boolean
}

/** A whole file. */
export interface WorkflowTemplate {
  public: boolean
  description: string
  root: RoleTemplate
  publicVars: ReadonlyMap<string, VariableSpec>
}
