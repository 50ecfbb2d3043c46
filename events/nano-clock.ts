const NANO_PER_MS = 1_000_000n
const MAX_REMEMBERED = 10_000

/** One moment, twice. */
export interface Stamp {
  /** Since the Unix epoch. */
  ms: number
  /** Decimal, since the Unix epoch: more than a number can hold. */
  ns: string
}

/**
 * Stamps that strictly increase within each scope, whatever the times that are stamped: equal ones are a nanosecond
 * apart, and after a clock was set back time stands still until it has caught up.
 */
export class NanoClock {
  /** The last stamps, of the scopes that were stamped last. */
  readonly #last = new Map<string, bigint>()

  /**
   * @param scope whose stamps are compared: an environment
   * @param timestampMs ms since the Unix epoch
   */
  stamp(scope: string, timestampMs: number): Stamp {
    const wanted = BigInt(Math.max(1, Math.floor(timestampMs))) * NANO_PER_MS
    const last = this.#last.get(scope) ?? 0n
    const ns = wanted > last ? wanted : last + 1n
    this.#remember(scope, ns)
    return { ms: Number(ns / NANO_PER_MS), ns: ns.toString() }
  }

  #remember(scope: string, ns: bigint): void {
    this.#last.delete(scope)
    this.#last.set(scope, ns)
    if (this.#last.size <= MAX_REMEMBERED) return
    for (const oldest of this.#last.keys()) {
      this.#last.delete(oldest)
      break
    }
  }
}
