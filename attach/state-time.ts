import type { EnvironmentMoment, Phase } from './moment.js'

/** What is remembered of the state of an environment; JSON. */
export interface StateMemory {
  /** Empty before anything is known. */
  state: string
  /** When it was entered; ms since the Unix epoch, as text; null where its entry was never seen. */
  enterStateTime: string | null
  /** That time is the core's own, and not that of an event. */
  hasExactTime: boolean
}

/** Between when the state that an event shows was entered; ms since the Unix epoch. */
export interface TimeRange {
  fromMs: number
  toMs: number
  /** It is entered just now: the core may not have taken the time yet. */
  isNew: boolean
}

/** In these the core has long taken the time of the state, and is still in it. */
const SETTLED: readonly Phase[] = ['enter-finished', 'starting', 'teardown-started']
/** From the event of entering a state to its time: the hooks with weights below 0. In the recordings 2. */
const ENTERING_MS = 1000

/** When an environment entered its state: the core's own time where it is known, that of the event where not. */
export class StateTime {
  readonly #memory: StateMemory

  /** @param memory is changed */
  constructor(memory: StateMemory) {
    this.#memory = memory
  }

  /** When the state of this moment can have been entered, where only the core knows it exactly; null where that is known. */
  wanted({ phase, state, timestampMs }: EnvironmentMoment): TimeRange | null {
    if (phase === 'enter-starting') {
      return { fromMs: timestampMs, toMs: timestampMs + ENTERING_MS, isNew: true }
    }
    const { state: known, hasExactTime, enterStateTime } = this.#memory
    if (!SETTLED.includes(phase) || (known === state && hasExactTime)) return null
    const fromMs = known === state ? Number(enterStateTime ?? 0) : 0
    return { fromMs, toMs: timestampMs, isNew: false }
  }

  /** The state is entered at this moment. */
  enters({ timestampMs, enterStateTime }: EnvironmentMoment): void {
    if (enterStateTime === undefined) this.#set(String(timestampMs), false)
    else this.learn(enterStateTime)
  }

  /** @param time the core's own; null where it has none */
  learn(time: string | null): void {
    this.#set(time, time !== null)
  }

  #set(time: string | null, isExact: boolean): void {
    this.#memory.enterStateTime = time
    this.#memory.hasExactTime = isExact
  }
}
