import { InvalidArgumentError } from 'commander'

/** For commander: what a variable of a workflow can be called. */
export function variableName(text: string): string {
  if (/^\S+$/.test(text)) return text
  throw new InvalidArgumentError('Expected the name of a variable, as kafka_enabled.')
}

/** For commander: Kafka's rule for `group.instance.id`, which is that for topics. */
export function instanceName(text: string): string {
  if (/^[a-zA-Z0-9._-]{1,249}$/.test(text) && text !== '.' && text !== '..') return text
  throw new InvalidArgumentError('Expected letters, digits, dots, dashes and underscores, 1 to 249.')
}

/** For commander. Brokers refuse less than 6 s and more than 30 min where nobody told them otherwise. */
export function sessionSeconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 6 && value <= 1800) return value
  throw new InvalidArgumentError('Expected seconds, 6 to 1800.')
}

/** For commander. */
export function shareCount(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isInteger(value) && value >= 1 && value <= 64) return value
  throw new InvalidArgumentError('Expected a number of shares, 1 to 64.')
}
