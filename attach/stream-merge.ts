interface Stream<T> {
  items: { nano: bigint; item: T }[]
  /** Of the first one that is not taken. */
  head: number
}

/**
 * Several streams, each more or less in the order of time, as one: while one of them has more to come, no other one runs
 * ahead of it. So a long history is read in the order in which it happened.
 */
export class StreamMerge<T> {
  readonly #streams = new Map<string, Stream<T>>()

  add(stream: string, nano: bigint, item: T): void {
    const known = this.#streams.get(stream)
    if (known === undefined) this.#streams.set(stream, { items: [{ nano, item }], head: 0 })
    else known.items.push({ nano, item })
  }

  /** Items that wait, of one stream or of all. */
  waiting(stream?: string): number {
    const streams = stream === undefined ? [...this.#streams.values()] : [this.#streams.get(stream)]
    return streams.reduce((sum, each) => sum + (each === undefined ? 0 : each.items.length - each.head), 0)
  }

  /**
   * @param hasMore whether more of a stream is to come
   * @returns what comes before anything that is still to come
   */
  take(hasMore: (stream: string) => boolean, streams: Iterable<string>, limit: number): T[] {
    const taken: T[] = []
    const expected = [...streams].filter(hasMore)
    while (taken.length < limit && expected.every((name) => this.waiting(name) > 0)) {
      const first = this.#first()
      if (first === null) break
      const { item } = first.items[first.head] as { item: T }
      taken.push(item)
      first.head += 1
      if (first.head > 1000 && first.head * 2 > first.items.length) {
        first.items.splice(0, first.head)
        first.head = 0
      }
    }
    return taken
  }

  #first(): Stream<T> | null {
    let first: Stream<T> | null = null
    let earliest = 0n
    for (const stream of this.#streams.values()) {
      const next = stream.items[stream.head]
      if (next === undefined || (first !== null && next.nano >= earliest)) continue
      first = stream
      earliest = next.nano
    }
    return first
  }
}
