import type { EnvironmentMoment, Phase } from './moment.js'

type OrderedPhase = Exclude<Phase, 'aside'>

/** What the core may write after an event that does not depend on more than its phase. */
const SUCCESSORS: Readonly<Record<OrderedPhase, readonly Phase[]>> = {
  creating: ['creating', 'loaded', 'creation-failed'],
  loaded: ['created', 'starting', 'creation-failed', 'teardown-started'],
  created: ['starting', 'creation-failed', 'teardown-started'],
  starting: ['before-starting'],
  'before-starting': ['before-finished'],
  'before-finished': ['leave-starting'],
  'leave-starting': ['leave-finished'],
  'leave-finished': ['tasks-starting'],
  'tasks-starting': ['tasks-finished'],
  'tasks-finished': ['enter-starting'],
  'enter-starting': ['enter-finished'],
  'enter-finished': ['after-starting'],
  'after-starting': ['after-finished'],
  // A hook that failed while the state was entered is told only at the end.
  'after-finished': ['completed', 'failed'],
  completed: ['starting', 'teardown-started'],
  failed: ['starting', 'teardown-started'],
  'teardown-started': ['teardown-leaving'],
  'teardown-leaving': ['teardown-releasing'],
  'teardown-releasing': ['teardown-hooks', 'teardown-failed'],
  'teardown-hooks': ['gone', 'teardown-failed'],
  'teardown-failed': ['starting', 'teardown-started', 'creation-failed'],
  gone: ['creation-failed'],
  'creation-failed': [],
}

/** A failure in one of these ends the transition. */
const CANCELLING: readonly Phase[] = ['before-finished', 'leave-finished', 'tasks-finished']
const CANCELLED: readonly Phase[] = ['failed']

/** Where the state machine lets a transition start; from elsewhere it fails at once. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
  DEPLOY: ['STANDBY'],
  CONFIGURE: ['DEPLOYED'],
  RESET: ['CONFIGURED'],
  START_ACTIVITY: ['CONFIGURED'],
  STOP_ACTIVITY: ['RUNNING'],
  GO_ERROR: ['STANDBY', 'DEPLOYED', 'CONFIGURED', 'RUNNING'],
  EXIT: ['STANDBY', 'DEPLOYED', 'CONFIGURED'],
  RECOVER: ['ERROR'],
}

/** With these an environment is heard of for the first time. */
const FIRST: readonly Phase[] = ['creating', 'loaded']

/** Where an environment's stream has come to: all that is needed to tell what comes next. */
export type Position = Pick<EnvironmentMoment, 'phase' | 'transition' | 'state' | 'hasFailed'>

export const isPhase = (text: unknown): text is Phase =>
  text === 'aside' || (typeof text === 'string' && Object.hasOwn(SUCCESSORS, text))

/** Whether `next` can be the very next event after `last`; if not, something between them is missing or on its way. */
export function follows(last: Position | null, next: EnvironmentMoment): boolean {
  if (last === null) return FIRST.includes(next.phase)
  if (last.phase === 'aside' || !successorsOf(last, last.phase).includes(next.phase)) return false
  if (next.phase === 'starting') {
    // A state can be forced in silence, and only to ERROR.
    return next.state === last.state || (last.phase === 'failed' && next.state === 'ERROR')
  }
  const isNew = next.phase === 'teardown-started' || next.phase === 'creation-failed'
  return isNew || next.transition === last.transition
}

function successorsOf({ transition, state, hasFailed }: Position, phase: OrderedPhase): readonly Phase[] {
  const isRefused = phase === 'starting' && SOURCES[transition]?.includes(state) === false
  return isRefused || (hasFailed && CANCELLING.includes(phase)) ? CANCELLED : SUCCESSORS[phase]
}
