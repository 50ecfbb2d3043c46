/** Client that holds a place, until it releases it or another one gets it. */
interface Holder {
  /** Address of the connection: `host:port`. */
  peer: string
  evict: () => void
}

export interface FairPlacesOptions {
  limit: number
  /** Places of one connection at most, in the same way; no such limit where absent. */
  perConnection?: number
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
  /** Number of places, by connection. */
  readonly #connections = new Map<string, number>()

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
    const { limit, perConnection = limit, ownOldest } = this.#options
    const own = this.#connections.get(peer) ?? 0
    if (own >= perConnection || this.#holders.size >= limit) {
      const victim = own >= perConnection ? this.#oldestOf(peer) : this.#victimFor(peer)
      if (victim === undefined || (victim.peer === peer && ownOldest === 'keep')) return null
      this.#remove(victim)
      victim.evict()
    }
    const holder = { peer, evict }
    this.#holders.add(holder)
    this.#connections.set(peer, (this.#connections.get(peer) ?? 0) + 1)
    return () => this.#remove(holder)
  }

  #remove(holder: Holder): void {
    if (!this.#holders.delete(holder)) return
    const left = (this.#connections.get(holder.peer) ?? 0) - 1
    if (left > 0) this.#connections.set(holder.peer, left)
    else this.#connections.delete(holder.peer)
  }

  /** Oldest place of the connection with the most places, at the host with the most; of equals that of the newcomer. */
  #victimFor(peer: string): Holder | undefined {
    const hosts = new Map<string, number>()
    for (const [connection, count] of this.#connections) {
      const host = hostOf(connection)
      hosts.set(host, (hosts.get(host) ?? 0) + count)
    }
    const host = heaviest(hosts, hostOf(peer))
    const connections = [...this.#connections].filter(([connection]) => hostOf(connection) === host)
    return this.#oldestOf(heaviest(new Map(connections), peer))
  }

  #oldestOf(peer: string): Holder | undefined {
    for (const holder of this.#holders) if (holder.peer === peer) return holder
    return undefined
  }
}

/** Name with the highest count; of several the preferred one, then the first. */
function heaviest(counts: ReadonlyMap<string, number>, preferred: string): string {
  let found = preferred
  for (const [name, count] of counts) if (count > (counts.get(found) ?? 0)) found = name
  return found
}

function hostOf(peer: string): string {
  return peer.slice(0, Math.max(0, peer.lastIndexOf(':')))
}
