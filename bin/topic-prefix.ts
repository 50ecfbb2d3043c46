import { InvalidArgumentError } from 'commander'

/** For commander: what may stand in front of a topic's name. */
export function topicPrefix(text: string): string {
  if (/^[a-zA-Z0-9._-]{0,100}$/.test(text)) return text
  throw new InvalidArgumentError('Expected letters, digits, dots, dashes and underscores, 100 at most.')
}
