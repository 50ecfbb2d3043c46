import type { AggregatorRole, CallRole, Role, TaskRole } from './workflow/types.js'

/** All roles below `root`, in the order of the template. */
export function leavesOf(root: AggregatorRole): Exclude<Role, AggregatorRole>[] {
  return root.roles.flatMap((role) => (role.kind === 'aggregator' ? leavesOf(role) : [role]))
}

export function callRolesOf(root: AggregatorRole): CallRole[] {
  return leavesOf(root).filter((role) => role.kind === 'call')
}

/** A task that runs once, at its trigger, and is not there at other times. */
export type HookTaskRole = TaskRole & { hook: NonNullable<TaskRole['hook']> }

export function hookTaskRolesOf(root: AggregatorRole): HookTaskRole[] {
  return leavesOf(root)
    .filter((role) => role.kind === 'task')
    .filter((role): role is HookTaskRole => role.hook !== undefined)
}

/** The tasks that take part in transitions; those that are hooks do not. */
export function taskRolesOf(root: AggregatorRole): TaskRole[] {
  return leavesOf(root)
    .filter((role) => role.kind === 'task')
    .filter(({ hook }) => hook === undefined)
}
