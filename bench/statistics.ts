/** A figure over several rounds: the median, with the noise around it. */
export interface Spread {
  median: number
  min: number
  max: number
}

/** @param rounds at least one */
export function spreadOf(rounds: readonly number[]): Spread {
  return { median: percentile(rounds, 50), min: Math.min(...rounds), max: Math.max(...rounds) }
}

/**
 * Nearest rank: always a value that was measured.
 *
 * @param values at least one, in any order
 * @param percent above 0, up to 100
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1]
  if (value === undefined) throw new RangeError(`no percentile ${percent} of ${values.length} values`)
  return value
}
