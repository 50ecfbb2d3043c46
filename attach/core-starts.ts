import type { CoreStartMoment } from './moment.js'

/** JSON; ns since the Unix epoch, as text. */
export interface SavedStarts {
  coreStartedNano: string
  /** One that waits for what the core wrote before it; null where none does. */
  pendingNano: string | null
}

/** The starts of a core: each waits for what was written before it, and comes once. */
export class CoreStarts {
  #startedNano = 0n
  #pendingNano: bigint | null = null

  /** The latest one that is not pending; ns since the Unix epoch. */
  get startedNano(): bigint {
    return this.#startedNano
  }

  /** One that waits; ns since the Unix epoch. */
  get pendingNano(): bigint | null {
    return this.#pendingNano
  }

  /** @returns whether it is a new one */
  accept({ timestampNano }: CoreStartMoment): boolean {
    if (timestampNano <= this.#startedNano || timestampNano === this.#pendingNano) return false
    if (this.#pendingNano === null || timestampNano > this.#pendingNano) this.#pendingNano = timestampNano
    return true
  }

  /** @returns the start that was written before `nano`, once; null where there is none */
  release(nano: bigint): bigint | null {
    const startedNano = this.#pendingNano
    if (startedNano === null || startedNano >= nano) return null
    this.#pendingNano = null
    this.#startedNano = startedNano
    return startedNano
  }

  save(): SavedStarts {
    const pendingNano = this.#pendingNano === null ? null : String(this.#pendingNano)
    return { coreStartedNano: String(this.#startedNano), pendingNano }
  }

  restore({ coreStartedNano, pendingNano }: SavedStarts): void {
    this.#startedNano = BigInt(coreStartedNano)
    this.#pendingNano = pendingNano === null ? null : BigInt(pendingNano)
  }
}
