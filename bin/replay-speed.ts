import { InvalidArgumentError } from 'commander'

/** For commander: a factor, or `max`, which is no limit. */
export function replaySpeed(text: string): number {
  if (text === 'max') return Number.POSITIVE_INFINITY
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Expected a number more than 0, or max.')
}
