import { nowMs, todayMs } from '../client/store.js'
import { duration, localTime, utcTime } from '../model/times.js'

/** In the time zone of the reader; UTC when pointed at. */
export function Time({ ms, millis = false }: { ms: number; millis?: boolean }) {
  return (
    <time dateTime={new Date(ms).toISOString()} title={utcTime(ms)}>
      {localTime(ms, todayMs.value, { millis })}
    </time>
  )
}

/** How long ago; goes on by itself. */
export function Since({ ms }: { ms: number }) {
  return (
    <time dateTime={new Date(ms).toISOString()} title={`since ${utcTime(ms)}`}>
      {duration(nowMs.value - ms)}
    </time>
  )
}
