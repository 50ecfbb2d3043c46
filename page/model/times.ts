const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
})
const dayFormat = new Intl.DateTimeFormat(undefined, { year: 'numeric', month: '2-digit', day: '2-digit' })

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** In the time zone of the reader; the day only where it is another one than `nowMs`. */
export function localTime(ms: number, nowMs: number, { millis = false } = {}): string {
  const time = new Date(ms)
  const clock =
    clockFormat.format(time) + (millis ? `.${String(time.getMilliseconds()).padStart(3, '0')}` : '')
  const day = dayFormat.format(time)
  return day === dayFormat.format(new Date(nowMs)) ? clock : `${day} ${clock}`
}

export function utcTime(ms: number): string {
  return `${new Date(ms).toISOString().replace('T', ' ').replace('Z', '')} UTC`
}

/** The two largest units: `3 d 4 h`, `12 min 05 s`, `8 s`. A clock that is behind gives `0 s`. */
export function duration(ms: number): string {
  const left = Math.max(0, ms)
  if (left >= DAY_MS) return `${Math.floor(left / DAY_MS)} d ${Math.floor((left % DAY_MS) / HOUR_MS)} h`
  if (left >= HOUR_MS) return `${Math.floor(left / HOUR_MS)} h ${two((left % HOUR_MS) / MINUTE_MS)} min`
  if (left >= MINUTE_MS) return `${Math.floor(left / MINUTE_MS)} min ${two((left % MINUTE_MS) / SECOND_MS)} s`
  return `${Math.floor(left / SECOND_MS)} s`
}

/** As `duration`, and exact where it is short: `350 ms`, `8.2 s`. */
export function exactDuration(ms: number): string {
  if (ms < SECOND_MS) return `${Math.max(0, Math.round(ms))} ms`
  return ms < MINUTE_MS ? `${(Math.floor(ms / 100) / 10).toFixed(1)} s` : duration(ms)
}

function two(count: number): string {
  return String(Math.floor(count)).padStart(2, '0')
}
