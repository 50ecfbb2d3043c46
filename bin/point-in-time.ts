import { InvalidArgumentError } from 'commander'

/** For commander: ms since the Unix epoch. */
export function pointInTime(text: string): number {
  const time = Date.parse(text)
  if (/^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(time)) return time
  throw new InvalidArgumentError('Expected a date or a time as 2026-11-23T08:00:00Z; without Z, local time.')
}
