/** So many of the last ones count. */
const WINDOW = 1000

export interface LatencyFigures {
  p50Ms: number
  p99Ms: number
  /** How many they are drawn from. */
  count: number
}

/** The last thousand latencies, for percentiles. */
export class LatencyWindow {
  readonly #values: number[] = []
  #next = 0

  add(ms: number): void {
    this.#values[this.#next] = ms
    this.#next = (this.#next + 1) % WINDOW
  }

  /** Null before the first one. */
  figures(): LatencyFigures | null {
    const sorted = [...this.#values].sort((a, b) => a - b)
    const { length: count } = sorted
    if (count === 0) return null
    const at = (share: number): number => sorted[Math.ceil(share * count) - 1] ?? 0
    return { p50Ms: rounded(at(0.5)), p99Ms: rounded(at(0.99)), count }
  }
}

/** To hundredths. */
function rounded(ms: number): number {
  return Math.round(ms * 100) / 100
}
