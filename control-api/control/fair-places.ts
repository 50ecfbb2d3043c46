/** Client that holds a place, until it releases it or another one gets it. */
interface Holder {
  /** Address of the connection: `host:port`. */
  peer: string
  evict: () => void
}

export interface FairPlacesOptions {
  limit: number
  /** For a connection that holds the most places itself: it is refused, or gives up its own oldest place. */
  ownOldest: 'keep' | 'evict'
}

/**
 * A bounded number of places, shared between clients. When all are taken, a newcomer gets the oldest place of the
 * connection with the most places, at the host with the most places. So no client can lock out the others.
 */
export class FairPlaces {
  readonly #options: FairPlacesOptions
  /** Oldest first. */
  readonly #holders = new Set<Holder>()

  constructor(options: FairPlacesOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#holders.size
  }

  /**
   * Takes a place.
   *
   * @param evict called when the place goes to another client
   * @returns releases the place, and may be called again; null where the client is refused
   */
  take(peer: string, evict: () => void): (() => void) | null {
    if (this.#holders.size >= this.#options.limit) {
      const victim = this.#victimOf(peer)
      if (victim === undefined) return null
      this.#holders.delete(victim)
      victim.evict()
    }
    const holder = { peer, evict }
    this.#holders.add(holder)
    return () => {
      this.#holders.delete(holder)
    }
  }

  #victimOf(peer: string): Holder | undefined {
    const holders = [...this.#holders]
    const host = heaviest(
      holders.map((holder) => hostOf(holder.peer)),
      hostOf(peer),
    )
    const atHost = holders.filter((holder) => hostOf(holder.peer) === host)
    const connection = heaviest(
      atHost.map((holder) => holder.peer),
      peer,
    )
    if (connection === peer && this.#options.ownOldest === 'keep') return undefined
    return atHost.find((holder) => holder.peer === connection)
  }
}

/** Name that is there most often; of several the preferred one, then the first. */
function heaviest(names: readonly string[], preferred: string): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  let found = preferred
  for (const [name, count] of counts) if (count > (counts.get(found) ?? 0)) found = name
  return found
}

function hostOf(peer: string): string {
  return peer.slice(0, Math.max(0, peer.lastIndexOf(':')))
}
