/** Milliseconds per unit of a Go duration. */
const UNITS: Record<string, number> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 60e3,
  h: 3600e3,
}
/** Linear in the length of any text: no two parts of it can match the same digits. */
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h)/y

/**
 * A positive duration as Go writes it (`5s`, `1m30s`, `250ms`, `0`) → milliseconds, or null where it is none.
 * Go's own syntax, stricter than what duration libraries take: a unit is required.
 */
export function parseGoDuration(text: string): number | null {
  if (text === '0') return 0
  let total = 0
  PART.lastIndex = 0
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text)
    if (!part) return null
    total += Number(part[1]) * (UNITS[part[2] ?? ''] ?? Number.NaN)
  }
  return text.length > 0 && Number.isFinite(total) ? total : null
}

/** Whole milliseconds as Go writes a duration: `2m20s`, `1.5s`, `250ms`, `0s`. */
export function formatGoDuration(ms: number): string {
  if (ms === 0) return '0s'
  if (ms < 1000) return `${ms}ms`
  const hours = Math.floor(ms / 3600e3)
  const minutes = Math.floor(ms / 60e3) % 60
  const seconds = `${(ms % 60e3) / 1e3}s`
  if (hours > 0) return `${hours}h${minutes}m${seconds}`
  return minutes > 0 ? `${minutes}m${seconds}` : seconds
}
