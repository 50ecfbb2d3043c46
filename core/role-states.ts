import type { EnvironmentHappening } from './observer.js'
import { callRolesOf } from './roles.js'
import { Tally } from './tally.js'
import type { Task } from './task.js'
import type { AggregatorRole, CallRole, Role, TaskRole } from './workflow/types.js'

/** INVARIANT: nothing below counts. PARTIAL: some of what is below is there. */
export type RoleStatus = 'INACTIVE' | 'PARTIAL' | 'ACTIVE' | 'INVARIANT'
/** MIXED: what is below differs. UNKNOWN is how the original writes the state of what has none, as calls. */
export type RoleState = Task['state'] | 'MIXED' | 'UNKNOWN'

/** Where a role stands. */
export interface Standing {
  status: RoleStatus
  state: RoleState
}

/**
 * The status and the state of every role of one environment, followed up from the leaves; only critical leaves count.
 * Nothing depends on them here: they are told for those who listen.
 * Source: AliceO2Group/Control, core/workflow, callrole.go, taskrole.go, aggregatorrole.go, safestatus.go, safestate.go.
 */
export class RoleStates {
  readonly #standings = new Map<Role, Standing>()
  /** Values of the children of an aggregator: counted once, then kept, so that a change costs the same for any number of them. */
  readonly #statuses = new Map<Role, Tally<RoleStatus>>()
  readonly #states = new Map<Role, Tally<RoleState>>()
  readonly #calls: readonly CallRole[]
  readonly #tell: (happening: EnvironmentHappening) => void

  constructor(root: AggregatorRole, tell: (happening: EnvironmentHappening) => void) {
    this.#calls = callRolesOf(root)
    this.#tell = tell
  }

  /** Calls have no state, which shows when hooks are looked for, for the first time. */
  hooksLookedFor(): void {
    for (const role of this.#calls) this.#setState(role, 'UNKNOWN')
  }

  /** Calls are there as soon as the tasks are asked for. */
  deploying(): void {
    for (const role of this.#calls) this.#setStatus(role, 'ACTIVE')
  }

  released(): void {
    for (const role of this.#calls) this.#setStatus(role, 'INACTIVE')
  }

  /** Tasks that are gone leave their role as it was. */
  taskChanged({ role, status, state }: Readonly<Task>): void {
    if (state === 'DONE') return
    this.#setStatus(role, status)
    this.#setState(role, state)
  }

  /** The role's task reported an error of its own and keeps its state. */
  roleFailed(role: TaskRole): void {
    this.#setState(role, 'ERROR')
  }

  /** As it is now; INACTIVE in STANDBY for a role that nothing was heard of. */
  standingOf(role: Role): Readonly<Standing> {
    return this.#of(role)
  }

  #setStatus(role: CallRole | TaskRole, status: RoleStatus): void {
    let before = this.#of(role).status
    if (before === status) return
    this.#of(role).status = status
    this.#tell({ type: 'role', role, roleStatus: status, roleState: null })
    let below: Role = role
    for (let above = role.parent; above !== null; above = above.parent) {
      const statuses = this.#tallyOf(this.#statuses, above, below, 'status', before)
      before = this.#of(above).status
      this.#gatherStatus(above, statuses.values)
      below = above
    }
  }

  #setState(role: CallRole | TaskRole, state: RoleState): void {
    let before = this.#of(role).state
    if (before === state) return
    this.#of(role).state = state
    this.#tell({ type: 'role', role, roleStatus: null, roleState: state })
    if (!role.critical) return
    let below: Role = role
    for (let above = role.parent; above !== null; above = above.parent) {
      const states = this.#tallyOf(this.#states, above, below, 'state', before)
      before = this.#of(above).state
      this.#gatherState(above, states.values)
      below = above
    }
  }

  #gatherStatus(role: AggregatorRole, statuses: readonly RoleStatus[]): void {
    const standing = this.#of(role)
    const status = joined(statuses, 'INVARIANT', 'PARTIAL')
    if (standing.status === status) return
    standing.status = status
    this.#tell({ type: 'role', role, roleStatus: status, roleState: null })
  }

  #gatherState(role: AggregatorRole, states: readonly RoleState[]): void {
    const standing = this.#of(role)
    const state = states.includes('ERROR') ? 'ERROR' : joined(states, 'UNKNOWN', 'MIXED')
    if (standing.state === state) return
    standing.state = state
    this.#tell({ type: 'role', role, roleStatus: null, roleState: state })
  }

  /** Values of all children, one of which has just changed from `before`. */
  #tallyOf<K extends keyof Standing>(
    tallies: Map<Role, Tally<Standing[K]>>,
    role: AggregatorRole,
    changed: Role,
    key: K,
    before: Standing[K],
  ): Tally<Standing[K]> {
    const known = tallies.get(role)
    if (known !== undefined) {
      if (isCounted(changed)) known.move(before, this.#of(changed)[key])
      return known
    }
    const tally = new Tally<Standing[K]>()
    for (const each of role.roles) if (isCounted(each)) tally.add(this.#of(each)[key])
    tallies.set(role, tally)
    return tally
  }

  #of(role: Role): Standing {
    let standing = this.#standings.get(role)
    if (standing === undefined) {
      standing = { status: 'INACTIVE', state: 'STANDBY' }
      this.#standings.set(role, standing)
    }
    return standing
  }
}

/** Whether it has a part in the standing of the role above. */
function isCounted(role: Role): boolean {
  return role.kind === 'aggregator' || role.critical
}

/** What all have in common; `none` is the same as not being there. */
function joined<T>(values: readonly T[], none: T, different: T): T {
  const [first = none, ...others] = new Set(values.filter((value) => value !== none))
  return others.length === 0 ? first : different
}
