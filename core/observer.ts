import type { Logger, VarStack } from '../plugin/host.js'
import type { State, TransitionEvent } from './fsm.js'
import type { RoleState, RoleStatus } from './role-states.js'
import type { Task } from './task.js'
import type { CallRole, Role, Workflow } from './workflow/types.js'

/** Who asked for something, as clients of the control API say it; kept in the variable `last_request_user`. */
export interface RequestUser {
  externalId?: number
  id?: number
  name?: string
}

/** Whether somebody waits for the end of a creation, nobody does, or the environment goes on by itself. */
export type CreationMode = 'wait' | 'async' | 'auto'

/**
 * The moments of a creation, in their order; `failed` may come after any of them. `announced`, with or without an
 * error, is how those hear of the end who did not wait for it.
 */
export type CreationStep =
  | 'starting'
  | 'instantiating'
  | 'running hooks'
  | 'loading workflow'
  | 'workflow loaded'
  | 'completed'
  | 'failed'
  | 'announced'

/** The moments of a teardown, in their order; `failed` instead of `running DESTROY hooks` when tasks stay. */
export type TeardownStep =
  | 'started'
  | 'leaving'
  | 'releasing tasks'
  | 'running DESTROY hooks'
  | 'complete'
  | 'failed'

/** What happened. Errors are texts, null where all went well. */
export type EnvironmentHappening =
  /** `vars`: the stack of the root role, at `workflow loaded` only. */
  | {
      type: 'creation'
      step: CreationStep
      mode: CreationMode
      template: string
      error: string | null
      vars: VarStack | null
    }
  | { type: 'transition-started'; transition: TransitionEvent }
  /** `step`: `before_E`, `leave_S`, `tasks_E`, `enter_S` or `after_E`; `enter_STANDBY` belongs to CREATE. */
  | { type: 'step-started'; transition: TransitionEvent | 'CREATE'; step: string }
  | {
      type: 'step-finished'
      transition: TransitionEvent | 'CREATE'
      step: string
      error: string | null
      /** A hook of negative weight failed: the step ended there. */
      aborted: boolean
    }
  | { type: 'transition-finished'; transition: TransitionEvent; error: string | null }
  /** `forced`: without hooks, because GO_ERROR failed. */
  | { type: 'state-changed'; from: State; forced: boolean }
  /** A GO_ERROR follows at once. */
  | { type: 'error-imminent'; error: string }
  /** The four moments of a run; at the second one of a forced teardown the run is over too. */
  | {
      type: 'run'
      transition: 'START_ACTIVITY' | 'STOP_ACTIVITY' | 'GO_ERROR' | 'TEARDOWN'
      moment: 'started' | 'completed'
      error: string | null
    }
  | { type: 'call-started'; role: CallRole }
  | { type: 'call-finished'; role: CallRole; output: string; error: string | null }
  /** The task as it was at that moment; the first time when it was launched, not yet ACTIVE. */
  | { type: 'task'; task: Readonly<Task> }
  /** One of the two changed, the other is null. */
  | { type: 'role'; role: Role; roleStatus: RoleStatus | null; roleState: RoleState | null }
  | { type: 'teardown'; step: TeardownStep; error: string | null }

/** What happened, to which environment, when. */
export type EnvironmentEvent = EnvironmentHappening & {
  environmentId: string
  /** At that moment. PENDING while the workflow is being loaded. */
  state: State | 'PENDING'
  runNumber: number | null
  timestampMs: number
  requestUser: RequestUser | null
  /** Null until it is loaded. */
  workflow: Workflow | null
}

/** Told of everything, in order, while it happens; must return at once. What it throws is logged and dropped. */
export type EnvironmentObserver = (event: EnvironmentEvent) => void

/** All of `observers`, one after the other; one that throws does not keep the others from hearing. */
export function tellAll(observers: readonly EnvironmentObserver[], logger: Logger): EnvironmentObserver {
  return (event) => {
    for (const observer of observers) {
      try {
        observer(event)
      } catch (error) {
        logger.error({ err: error, event: event.type }, 'an observer of environments threw')
      }
    }
  }
}
