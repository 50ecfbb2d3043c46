import type { EnvironmentHappening } from './observer.js'
import { callRolesOf } from './roles.js'
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

  /** Its task reported an error of its own and goes on as before. */
  roleFailed(role: TaskRole): void {
    this.#setState(role, 'ERROR')
  }

  /** As it is now; INACTIVE in STANDBY for a role that nothing was heard of. */
  standingOf(role: Role): Readonly<Standing> {
    return this.#of(role)
  }

  #setStatus(role: CallRole | TaskRole, status: RoleStatus): void {
    const standing = this.#of(role)
    if (standing.status === status) return
    standing.status = status
    this.#tell({ type: 'role', role, roleStatus: status, roleState: null })
    for (let above = role.parent; above !== null; above = above.parent) this.#gatherStatus(above)
  }

  #setState(role: CallRole | TaskRole, state: RoleState): void {
    const standing = this.#of(role)
    if (standing.state === state) return
    standing.state = state
    this.#tell({ type: 'role', role, roleStatus: null, roleState: state })
    if (!role.critical) return
    for (let above = role.parent; above !== null; above = above.parent) this.#gatherState(above)
  }

  #gatherStatus(role: AggregatorRole): void {
    const standing = this.#of(role)
    const status = joined(this.#below(role, 'status'), 'INVARIANT', 'PARTIAL')
    if (standing.status === status) return
    standing.status = status
    this.#tell({ type: 'role', role, roleStatus: status, roleState: null })
  }

  #gatherState(role: AggregatorRole): void {
    const standing = this.#of(role)
    const states = this.#below(role, 'state')
    const state = states.includes('ERROR') ? 'ERROR' : joined(states, 'UNKNOWN', 'MIXED')
    if (standing.state === state) return
    standing.state = state
    this.#tell({ type: 'role', role, roleStatus: null, roleState: state })
  }

  #below<K extends keyof Standing>(role: AggregatorRole, key: K): Standing[K][] {
    const counted = role.roles.filter((each) => each.kind === 'aggregator' || each.critical)
    return counted.map((each) => this.#of(each)[key])
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

/** What all have in common; `none` is the same as not being there. */
function joined<T>(values: readonly T[], none: T, different: T): T {
  const [first = none, ...others] = new Set(values.filter((value) => value !== none))
  return others.length === 0 ? first : different
}
