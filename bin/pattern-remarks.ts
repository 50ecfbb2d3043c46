import {
  type ClientOptions,
  findRefusal,
  keyOf,
  type PartitionId,
  type PartitionOffsets,
} from '../broker/index.js'
import { EVENT_TOPICS } from '../events/index.js'
import { LEGACY_TOPICS } from '../plugin/index.js'
import { splitTopic } from '../records/index.js'
import { findNearMiss } from '../settings/near-miss.js'
import { matchTopics } from './topic-patterns.js'

/** Returns the remark on a pattern that no topic matches: refused, or with the name that may have been meant. */
export async function missingRemark(
  pattern: string,
  { brokers, client, waits }: { brokers: string; client: ClientOptions; waits: boolean },
): Promise<{ text: string; isRefused: boolean }> {
  const refusal = pattern.includes('*') ? null : await findRefusal(brokers, client, pattern)
  const text =
    refusal === null ? absenceRemark(pattern, waits) : `topic ${pattern} cannot be read: ${refusal}`
  return { text, isRefused: refusal !== null }
}

function absenceRemark(pattern: string, waits: boolean): string {
  const known = [...LEGACY_TOPICS, ...EVENT_TOPICS]
  const { prefix, name } = splitTopic(pattern)
  const near = known.includes(name) ? undefined : findNearMiss(name, known)
  const hint = near === undefined ? '' : `; did you mean ${prefix}${near}?`
  const remark = pattern.includes('*')
    ? `no topic ${pattern} exists yet`
    : `topic ${pattern} does not exist yet${hint}`
  return waits ? `${remark}; waiting for it` : remark
}

/** Returns the remark on a pattern whose topics are read from now on. */
export function waitingRemark(pattern: string, there: readonly PartitionOffsets[]): string {
  const isMatch = matchTopics([pattern])
  if (there.every(({ topic, low, high }) => !isMatch(topic) || low === high)) return emptyRemark(pattern)
  return `${pattern}: no new records yet; waiting, Ctrl-C ends (--from-beginning shows those that are there)`
}

function emptyRemark(pattern: string): string {
  return `${pattern}: no records yet; waiting, Ctrl-C ends`
}

interface SilentPattern {
  pattern: string
  isMatch: (topic: string) => boolean
  /** Partitions that are not at their end, by key. */
  partitions: Set<string>
}

/**
 * Patterns that have brought no record so far. Offsets do not show that, because not every offset is of a record: only the end of
 * all partitions does.
 */
export class SilentPatterns {
  readonly #open: SilentPattern[]
  readonly #say: (remark: string) => void

  /** @param partitions all partitions that the patterns match */
  constructor(
    patterns: readonly string[],
    partitions: readonly PartitionId[],
    say: (remark: string) => void,
  ) {
    this.#say = say
    this.#open = patterns.map((pattern) => {
      const isMatch = matchTopics([pattern])
      const matching = partitions.filter(({ topic }) => isMatch(topic))
      return { pattern, isMatch, partitions: new Set(matching.map(keyOf)) }
    })
  }

  read({ topic }: PartitionId): void {
    if (this.#open.length > 0) this.#keep(({ isMatch }) => !isMatch(topic))
  }

  ended(partition: PartitionId): void {
    this.#keep(({ pattern, partitions }) => {
      if (!partitions.delete(keyOf(partition)) || partitions.size > 0) return true
      this.#say(emptyRemark(pattern))
      return false
    })
  }

  #keep(isKept: (each: SilentPattern) => boolean): void {
    const kept = this.#open.filter(isKept)
    this.#open.splice(0, this.#open.length, ...kept)
  }
}
