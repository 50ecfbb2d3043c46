/** Of the records of one side: how long each took, in ms. */
export interface DelayFigures {
  count: number
  median: number
  largest: number
}

/** Undefined of nothing. */
export function delayFigures(delays: readonly number[]): DelayFigures | undefined {
  const sorted = delays.toSorted((a, b) => a - b)
  const [median, largest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)]
  if (median === undefined || largest === undefined) return undefined
  return { count: sorted.length, median, largest }
}

/** `2.00 s`, `9 ms` */
export function delayText(ms: number | undefined): string {
  if (ms === undefined) return '-'
  return ms >= 999.5 ? `${(ms / 1000).toFixed(2)} s` : `${Math.max(0, ms).toFixed(ms < 10 ? 1 : 0)} ms`
}
