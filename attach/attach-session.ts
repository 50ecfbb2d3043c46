import { ensureTopics, GroupMember, OutsideOffsets } from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { AttachFigures } from './attach-figures.js'
import { Share, sharesOf, statePartitions } from './share.js'
import { type FollowOptions, ShareOwner } from './share-owner.js'

export interface AttachSessionOptions extends FollowOptions {
  /** In how many shares the environments are divided when the state topic is made; null: as it is, and one where it is not there. */
  shares: number | null
  /** A name that is the same after a restart; null where there is none. */
  instance: string | null
  figures: AttachFigures
}

/** A share that this instance has, or has lost a moment ago. */
interface Owner {
  end: AbortController
  done: Promise<void>
}

/**
 * One life of an instance: joins the group, and owns what it is given, until it is told to end or something fails.
 * Whatever happens, a new session goes on from what was written last.
 */
export class AttachSession {
  readonly #options: AttachSessionOptions
  readonly #owners = new Map<number, Owner>()
  readonly #held = new Set<number>()
  readonly #end = new AbortController()
  /** By the group, the last time. */
  #given: readonly number[] = []
  #failure: unknown
  #partitions = 1

  private constructor(options: AttachSessionOptions) {
    this.#options = options
  }

  /** Resolves when `signal` is aborted. @throws AliecsError where a new session is needed, or none can help */
  static async run(options: AttachSessionOptions, signal: AbortSignal): Promise<void> {
    await new AttachSession(options).#run(signal)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { brokers, client, topics, sessionTimeoutMs, instance, figures, logger } = this.#options
    figures.status = 'connecting'
    this.#partitions = await this.#ensureTopics(signal)
    if (signal.aborted) return
    const end = (): void => this.#end.abort()
    signal.addEventListener('abort', end, { once: true })
    const member = await GroupMember.join({
      ...{ brokers, client, sessionTimeoutMs, instance, group: topics.group, topic: topics.state },
      onAssigned: (given) => this.#assigned(given, member),
      onRevoked: () => this.#revoked(),
      onError: (error) => this.#complain(error),
    })
    try {
      figures.status = 'standby'
      const shares =
        this.#partitions === 1 ? '' : `, ${this.#partitions - 1} shares of the environments and the lists`
      logger.info({ group: topics.group }, `waits for its turn in group ${topics.group}${shares}`)
      await aborted(this.#end.signal)
      await Promise.all([...this.#owners.values()].map(({ done }) => done))
    } finally {
      signal.removeEventListener('abort', end)
      await member.close()
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  /** @returns the partitions of the state topic */
  async #ensureTopics(signal: AbortSignal): Promise<number> {
    const { brokers, client, topics, shares, logger } = this.#options
    const there = await ensureTopics({ brokers, client, logger, signal }, [
      { name: topics.state, compactedPartitions: statePartitions(shares ?? 1) },
      ...[...topics.followed, ...topics.written].map((name) => ({ name })),
    ])
    const partitions = there.find(({ name }) => name === topics.state)?.partitions.length ?? 1
    if (shares === null || statePartitions(shares) === partitions || signal.aborted) return partitions
    const made = `topic ${topics.state} has ${partitions} partitions, for ${sharesOf(partitions)} shares`
    const advice = 'to change that, stop all instances and delete the topic, or take another prefix'
    throw new AliecsError('ATTACH_SHARES', `${shares} shares, but ${made}; ${advice}`)
  }

  #assigned(given: readonly number[], member: GroupMember): void {
    const { logger } = this.#options
    for (const partition of this.#held) if (!given.includes(partition)) this.#lose(partition)
    for (const partition of given) if (!this.#held.has(partition)) this.#own(partition, member)
    if (this.#given.length > 0 && given.length === 0)
      logger.warn({}, 'another instance has taken over: standing by')
    this.#given = given
  }

  /**
   * With one share, its offsets are those of the group, which takes none until it has shared out anew. Without
   * transactions nothing keeps a new owner and an old one apart. Else it is the new owner that ends the old one.
   */
  #revoked(): void {
    if (this.#partitions > 1 && this.#options.delivery === 'exactly-once') return
    for (const partition of this.#held) this.#lose(partition)
  }

  #lose(partition: number): void {
    this.#held.delete(partition)
    this.#owners.get(partition)?.end.abort()
  }

  #own(partition: number, member: GroupMember): void {
    const end = new AbortController()
    const signal = AbortSignal.any([end.signal, this.#end.signal])
    const share = new Share(partition, this.#partitions)
    const before = this.#owners.get(partition)?.done ?? Promise.resolve()
    const done = before
      .then(() => (signal.aborted ? undefined : this.#runOwner(share, member, signal)))
      .catch((error: unknown) => this.#fail(error))
    this.#held.add(partition)
    this.#owners.set(partition, { end, done })
  }

  async #runOwner(share: Share, member: GroupMember, signal: AbortSignal): Promise<void> {
    const { brokers, client, topics, figures } = this.#options
    const outside = share.isAll
      ? null
      : await OutsideOffsets.open({ brokers, client, group: topics.shareGroup(share) })
    try {
      const owned = {
        ...{ share, group: outside ?? member, figures: figures.shareBegins(share.name) },
        isHeld: () => this.#held.has(share.partition),
        onEvent: (topic: string) => figures.read(topic),
        onUndecodable: (topic: string) => figures.undecodable(topic),
        onWritten: (written: readonly string[], latencyMs: number) =>
          figures.written(written, latencyMs / 1000),
      }
      await ShareOwner.run(this.#options, owned, signal)
    } finally {
      figures.shareEnds(share.name)
      await outside?.close()
    }
  }

  /** Nothing is mended in the middle: the whole session ends. */
  #fail(error: unknown): void {
    this.#failure ??= error
    this.#end.abort()
  }

  #complain(error: AliecsError): void {
    if (error.code === 'KFK_INSTANCE_TAKEN' || error.code === 'KFK_FENCED') {
      this.#fail(error)
      return
    }
    const { logger, topics } = this.#options
    const message = `group ${topics.group}: ${error.message}`
    // Of these the next try takes care; any other keeps it standing by for ever.
    const isPassing = error.code === 'KFK_BROKER_DOWN' || error.code === 'KFK_TOPIC'
    logger[isPassing ? 'debug' : 'warn']({ code: error.code }, message)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
