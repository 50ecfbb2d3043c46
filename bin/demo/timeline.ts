interface Entry {
  timestampMs: number
  rank: number
  text: string
}

/** Records of different topics come in any order: each line waits so long for earlier ones. */
const WINDOW_MS = 400
const TICK_MS = 50

/** Prints lines in the order of their times, a moment later than they come. What comes later than that still comes. */
export class Timeline {
  readonly #print: (text: string) => void
  readonly #timer: NodeJS.Timeout
  #entries: Entry[] = []

  constructor(print: (text: string) => void) {
    this.#print = print
    this.#timer = setInterval(() => this.#flush(Date.now() - WINDOW_MS), TICK_MS)
  }

  /** @param rank the order of lines that have the same time */
  add(timestampMs: number, rank: number, text: string): void {
    this.#entries.push({ timestampMs, rank, text })
  }

  /** Prints what is left. */
  end(): void {
    clearInterval(this.#timer)
    this.#flush(Number.POSITIVE_INFINITY)
  }

  #flush(untilMs: number): void {
    const due = this.#entries.filter(({ timestampMs }) => timestampMs <= untilMs)
    this.#entries = this.#entries.filter(({ timestampMs }) => timestampMs > untilMs)
    due.sort((a, b) => a.timestampMs - b.timestampMs || a.rank - b.rank)
    for (const { text } of due) this.#print(text)
  }
}
