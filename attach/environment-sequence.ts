import type { EnvironmentMoment } from './moment.js'
import { follows, type Position } from './succession.js'

/** What an environment's stream had that it should not have. */
export interface SequenceFaults {
  /** Events that came before one that the core wrote earlier, and were put back in their place. */
  reordered: number
  /** Places where at least one event never came. */
  gaps: number
  /** Events that came twice, or after the wait for them was over. */
  dropped: number
}

/** All that is needed to go on elsewhere; JSON. */
export interface SavedSequence {
  last: Position | null
  /** ns since the Unix epoch, as text. */
  lastNano: string
  held: (Omit<EnvironmentMoment, 'timestampNano'> & { timestampNano: string })[]
}

interface Held {
  moment: EnvironmentMoment
  /** Its number in the order of arrival. */
  arrival: number
}

/** So many events of one environment wait at most; a whole life of one has a tenth of it. */
const HELD_LIMIT = 1000

/**
 * One environment's events in the order in which the core wrote them, although they come up to some milliseconds out of
 * it, and some never come. An event that can only be the next one goes through at once; any other waits for what is
 * missing before it, until `release`. Takes no `aside`.
 */
export class EnvironmentSequence {
  readonly #faults: SequenceFaults
  #last: Position | null
  #lastNano: bigint
  /** By timestampNano. */
  #held: Held[] = []
  #arrivals = 0
  #lastArrival = 0

  /** @param faults counted up, may be shared */
  constructor(faults: SequenceFaults, saved?: SavedSequence) {
    this.#faults = faults
    this.#last = saved?.last ?? null
    this.#lastNano = BigInt(saved?.lastNano ?? 0)
    for (const { timestampNano, ...moment } of saved?.held ?? []) {
      this.#arrivals += 1
      this.#held.push({
        moment: { ...moment, timestampNano: BigInt(timestampNano) },
        arrival: this.#arrivals,
      })
    }
  }

  /** Of the latest event that has gone through. */
  get lastNano(): bigint {
    return this.#lastNano
  }

  /** Of the latest event, even if it waits. */
  get latestNano(): bigint {
    return this.#held.at(-1)?.moment.timestampNano ?? this.#lastNano
  }

  save(): SavedSequence {
    const held = this.#held.map(({ moment }) => ({ ...moment, timestampNano: String(moment.timestampNano) }))
    return { last: this.#last, lastNano: String(this.#lastNano), held }
  }

  /** The earliest event that waits; null where none does. ns since the Unix epoch. */
  get waitsSince(): bigint | null {
    return this.#held[0]?.moment.timestampNano ?? null
  }

  /** @returns what can be acted on now, in order */
  accept(moment: EnvironmentMoment): EnvironmentMoment[] {
    const isKnown = this.#held.some((held) => held.moment.timestampNano === moment.timestampNano)
    if (moment.timestampNano <= this.#lastNano || isKnown) {
      this.#faults.dropped += 1
      return []
    }
    this.#arrivals += 1
    const place = this.#held.findIndex((held) => held.moment.timestampNano > moment.timestampNano)
    this.#held.splice(place === -1 ? this.#held.length : place, 0, { moment, arrival: this.#arrivals })
    const ready = this.#inOrder()
    const [first] = this.#held
    return this.#held.length > HELD_LIMIT && first !== undefined
      ? [...ready, ...this.release(first.moment.timestampNano + 1n)]
      : ready
  }

  /** Gives up on what is missing before events that were written before `nano`. @returns what can be acted on now */
  release(nano: bigint): EnvironmentMoment[] {
    const ready: EnvironmentMoment[] = []
    for (
      let held = this.#held[0];
      held !== undefined && held.moment.timestampNano < nano;
      held = this.#held[0]
    ) {
      this.#faults.gaps += 1
      ready.push(this.#take(), ...this.#inOrder())
    }
    return ready
  }

  #inOrder(): EnvironmentMoment[] {
    const ready: EnvironmentMoment[] = []
    for (
      let held = this.#held[0];
      held !== undefined && follows(this.#last, held.moment);
      held = this.#held[0]
    ) {
      ready.push(this.#take())
    }
    return ready
  }

  #take(): EnvironmentMoment {
    const { moment, arrival } = this.#held.shift() as Held
    if (arrival < this.#lastArrival) this.#faults.reordered += 1
    this.#lastArrival = Math.max(arrival, this.#lastArrival)
    this.#lastNano = moment.timestampNano
    const { phase, transition, state, hasFailed } = moment
    this.#last = { phase, transition, state, hasFailed }
    return moment
  }
}
