import type { VarStack } from '../plugin/host.js'
import { type LegacyCall, MESSAGE_VARS, type MessageFacts, messageVars } from './legacy-call.js'
import type { EnvironmentMoment, Phase, RunMoment } from './moment.js'
import { type JoinedRun, RunJoin, type RunMemory } from './run-join.js'
import { type StateMemory, StateTime, type TimeRange } from './state-time.js'

/** What is remembered of an environment; JSON. */
export interface EnvironmentMemory extends MessageFacts, StateMemory, RunMemory {
  /** What the transition on its way, or the teardown, has told. */
  hasTold: Readonly<{ leave: boolean; enter: boolean }>
}

/** Of an environment whose beginning was not seen. */
export interface Learned {
  /** All of the root role. */
  vars: Readonly<VarStack>
  /** ms since the Unix epoch, as text; null where it is not known. */
  enterStateTime: string | null
  /** 0 where there is none. */
  runNumber: number
}

/** Counted: what a lossy source made necessary. */
export interface Repairs {
  /** Messages made from a later event, because that of their own moment never came. */
  late: number
  /** Messages that lack a field, because the event that has it never came. */
  incomplete: number
  /** Transitions of which nothing came: their messages are not made up. */
  missed: number
}

const LEFT: readonly Phase[] = ['leave-starting', 'leave-finished', 'tasks-starting', 'tasks-finished']
const ENTERED: readonly Phase[] = [
  'enter-starting',
  'enter-finished',
  'after-starting',
  'after-finished',
  'completed',
]
const TEARDOWN_LEFT: readonly Phase[] = ['teardown-leaving', 'teardown-releasing', 'teardown-hooks', 'gone']
const TEARDOWN_ENTERED: readonly Phase[] = ['teardown-hooks', 'gone']
/** A transition, or a try to tear down, begins or is over. */
const BETWEEN: readonly Phase[] = ['starting', 'completed', 'failed', 'teardown-started', 'teardown-failed']

const UNDEPLOYED: readonly string[] = ['', 'PENDING', 'STANDBY']

const NOTHING = Object.freeze({ leave: false, enter: false })

/**
 * One environment of a core that is followed from outside: from its events, in order, to the calls that the kafka roles
 * of its workflow make in the core.
 */
export class AttachedEnvironment {
  readonly #memory: EnvironmentMemory
  readonly #runs: RunJoin
  readonly #time: StateTime
  readonly #gate: string
  readonly #repairs: Repairs

  /** @param gate the variable that switches the messages on */
  constructor(environmentId: string, gate: string, repairs: Repairs, memory?: EnvironmentMemory) {
    this.#gate = gate
    this.#repairs = repairs
    this.#memory = memory ?? {
      environmentId,
      vars: null,
      state: '',
      hasExactTime: false,
      enterStateTime: null,
      runNumber: 0,
      hasTold: NOTHING,
      activity: null,
      runs: [],
    }
    this.#runs = new RunJoin(this.#memory)
    this.#time = new StateTime(this.#memory)
  }

  get memory(): Readonly<EnvironmentMemory> {
    return this.#memory
  }

  /** The value of the gate's variable; undefined where it has none, null where `workflow loaded` was never seen. */
  get gate(): string | undefined | null {
    const { vars } = this.#memory
    return vars === null ? null : vars[this.#gate]
  }

  /** The run whose number is known and whose own event has not come; ns since the Unix epoch. */
  get waitsForRunSince(): bigint | null {
    return this.#runs.waitsSince
  }

  /** What somebody else knows of it: the variables that matter are kept, unless `workflow loaded` has told them. */
  learn({ vars, enterStateTime, runNumber }: Learned): void {
    if (this.#memory.vars === null) this.#memory.vars = this.#relevant(vars)
    if (this.#memory.enterStateTime === null) this.#time.learn(enterStateTime)
    if (this.#memory.runNumber === 0) this.#memory.runNumber = runNumber
  }

  /** When the state of this moment can have been entered, where only the core knows it exactly; null where that is known. */
  timeWanted(moment: EnvironmentMoment): TimeRange | null {
    return this.#time.wanted(moment)
  }

  /** Whether it has variables by then that nobody has seen. */
  lacksVariables(phase: Phase): boolean {
    return this.#memory.vars === null && !isBeginning(phase)
  }

  /** A creation that fails so late leaves the environment where it is, until somebody destroys it. */
  isOver({ phase }: EnvironmentMoment): boolean {
    return phase === 'gone' || (phase === 'creation-failed' && UNDEPLOYED.includes(this.#memory.state))
  }

  /** @returns the calls of this moment, in order */
  onMoment(moment: EnvironmentMoment): LegacyCall[] {
    const memory = this.#memory
    const { phase, runNumber } = moment
    if (phase === 'loaded') this.#load(moment)
    if (phase === 'starting' || phase === 'teardown-started') this.#compare(moment)
    if (BETWEEN.includes(phase) && phase !== 'completed') memory.hasTold = NOTHING
    if (moment.transition === 'START_ACTIVITY') this.#runs.onMoment(moment, memory.enterStateTime)
    if (runNumber !== 0) memory.runNumber = runNumber
    const calls = [...this.#startActivity(this.#runs.join()), ...this.#progress(moment)]
    // In both the state that they tell is not the environment's.
    if (phase !== 'gone' && phase !== 'creation-failed') memory.state = moment.state
    if (phase === 'completed') {
      memory.hasTold = NOTHING
      if (moment.state !== 'RUNNING') memory.runNumber = 0
    }
    return calls
  }

  /** @param run the beginning of START_ACTIVITY: `aliecs.environment` tells the rest */
  onRun(run: RunMoment): LegacyCall[] {
    return this.#startActivity(this.#runs.onRun(run))
  }

  /** Gives up on the event of the run, if its number was known before `nano` from elsewhere. */
  releaseRun(nano: bigint): LegacyCall[] {
    const run = this.#runs.release(nano)
    if (run !== null) this.#repairs.late += 1
    return this.#startActivity(run)
  }

  /** The core is gone, and with it a run: EOR for those who wait for it. */
  onCoreGone(at: { timestampMs: number }): LegacyCall[] {
    const { state, hasTold } = this.#memory
    return state === 'RUNNING' && !hasTold.leave ? [this.#leave(at, state)] : []
  }

  #load({ vars }: EnvironmentMoment): void {
    this.#memory.vars = this.#relevant(vars ?? {})
    this.#time.learn(vars?.['enter_state_time_ms'] ?? null)
  }

  #relevant(vars: Readonly<VarStack>): VarStack {
    const names = [...MESSAGE_VARS, this.#gate]
    return Object.fromEntries(
      names.flatMap((name) => (vars[name] === undefined ? [] : [[name, vars[name]] as const])),
    )
  }

  /** The state between two transitions: one that nobody told of was entered at a time that nobody knows. */
  #compare({ state, enterStateTime }: EnvironmentMoment): void {
    const known = this.#memory.state
    // ERROR is forced in silence, and has no time of its own in the core either.
    const isMissed = known !== '' && known !== state && state !== 'ERROR'
    if (isMissed) this.#repairs.missed += 1
    if (isMissed || enterStateTime !== undefined) this.#time.learn(enterStateTime ?? null)
  }

  /** The messages of a transition or a teardown, each once, even if the event of its own moment never came. */
  #progress(moment: EnvironmentMoment): LegacyCall[] {
    const { phase } = moment
    const isTeardown = TEARDOWN_LEFT.includes(phase)
    const hasEntered = (isTeardown ? TEARDOWN_ENTERED : ENTERED).includes(phase)
    const calls: LegacyCall[] = []
    if (hasEntered || isTeardown || LEFT.includes(phase)) calls.push(...this.#tellLeave(moment, hasEntered))
    // The entry is the next event; where that never comes, this is its time but for a fraction of a millisecond.
    if (phase === 'tasks-finished' && moment.state !== this.#memory.state) this.#time.enters(moment)
    if (phase === 'enter-finished' && moment.enterStateTime !== undefined) this.#time.enters(moment)
    if (hasEntered) calls.push(...this.#tellEnter(moment, isTeardown))
    return calls
  }

  #tellLeave(moment: EnvironmentMoment, hasEntered: boolean): LegacyCall[] {
    const { hasTold, state } = this.#memory
    if (hasTold.leave) return []
    this.#memory.hasTold = { ...hasTold, leave: true }
    if (moment.phase === 'leave-starting' || moment.phase === 'teardown-leaving') {
      return [this.#leave(moment, moment.stepState)]
    }
    const left = moment.phase === 'leave-finished' ? moment.stepState : state
    // Nobody has seen what was left, or the state is the same as ever and nobody left it.
    if (left === '' || (hasEntered && left === moment.state && moment.phase === 'completed')) return []
    this.#repairs.late += 1
    return [this.#leave(moment, left)]
  }

  #tellEnter(moment: EnvironmentMoment, isTeardown: boolean): LegacyCall[] {
    const { phase } = moment
    const { hasTold, state } = this.#memory
    if (hasTold.enter) return []
    this.#memory.hasTold = { leave: true, enter: true }
    if (phase === 'enter-starting') this.#time.enters(moment)
    if (phase === 'enter-starting' || phase === 'teardown-hooks') return [this.#enter(moment, isTeardown)]
    // Begun in the middle: whoever followed before has told it.
    if (state === '') return []
    this.#repairs.late += 1
    if (!isTeardown && state !== moment.state) this.#time.learn(moment.enterStateTime ?? null)
    return [this.#enter(moment, isTeardown)]
  }

  #leave(at: { timestampMs: number }, state: string): LegacyCall {
    return this.#call('PublishLeaveStateUpdate', `leave_${state}`, at, this.#memory.enterStateTime)
  }

  #enter(moment: EnvironmentMoment, isTeardown: boolean): LegacyCall {
    const state = moment.phase.startsWith('enter') ? moment.stepState : moment.state
    const trigger = isTeardown ? 'DESTROY' : `enter_${state}`
    return this.#call('PublishEnterStateUpdate', trigger, moment, this.#memory.enterStateTime)
  }

  #startActivity(run: JoinedRun | null): LegacyCall[] {
    if (run === null) return []
    const trigger = 'before_START_ACTIVITY'
    return [this.#call('PublishStartActivityUpdate', trigger, run, run.enterStateTime, run.runNumber)]
  }

  #call(
    func: LegacyCall['func'],
    trigger: string,
    { timestampMs }: { timestampMs: number },
    enterStateTime: string | null,
    runNumber = this.#memory.runNumber,
  ): LegacyCall {
    const lacksRun = runNumber === 0 && /RUNNING|ACTIVITY/.test(trigger)
    const lacksDetectors = this.#memory.vars?.['detectors'] === undefined
    if (enterStateTime === null || lacksDetectors || lacksRun) this.#repairs.incomplete += 1
    return { func, timestampMs, vars: messageVars({ ...this.#memory, enterStateTime, runNumber }, trigger) }
  }
}

/** Before an environment has variables. */
export const isBeginning = (phase: Phase): boolean =>
  phase === 'creating' || phase === 'loaded' || phase === 'creation-failed'
