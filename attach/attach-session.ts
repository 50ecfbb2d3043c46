import { ensureTopics, GroupMember, GroupOffsets } from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { AttachFigures } from './attach-figures.js'
import { Share, sharesOf, statePartitions } from './share.js'
import { type FollowOptions, ShareOwner } from './share-owner.js'

export interface AttachSessionOptions extends FollowOptions {
  /** In how many shares the environments are divided when the state topic is made; null: as it is, and one where it is not there. */
  shares: number | null
  /** Nobody else shares the work: then the state topic may have any number of partitions, as the embedded broker makes it. */
  isAlone?: boolean | undefined
  /** A name that is the same after a restart; null where there is none. */
  instance: string | null
  figures: AttachFigures
}

/** So many owners may each wait for records in one of the four threads that Node has for such. */
const WAITING_OWNERS = 2

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
    try {
      const member = await GroupMember.join({
        ...{ brokers, client, sessionTimeoutMs, instance, group: topics.instances, topic: topics.state },
        onAssigned: (partitions) => {
          for (const partition of partitions) this.#own(partition)
        },
        onRevoked: (partitions) => this.#lose(partitions),
        onError: (error) => this.#complain(error),
      })
      try {
        figures.status = 'standby'
        const shares =
          this.#partitions === 1 ? '' : `, ${this.#partitions - 1} shares of the environments and the lists`
        logger.info({}, `waits for its turn in group ${topics.instances}${shares}`)
        await aborted(this.#end.signal)
        await Promise.all([...this.#owners.values()].map(({ done }) => done))
      } finally {
        await member.close()
      }
    } finally {
      signal.removeEventListener('abort', end)
    }
    if (this.#failure !== undefined) throw this.#failure
  }

  /**
   * @returns the partitions of the state topic
   * @throws AliecsError KFK_TOPIC, ATTACH_SHARES
   */
  async #ensureTopics(signal: AbortSignal): Promise<number> {
    const { brokers, client, topics, shares, isAlone, logger } = this.#options
    const wanted = statePartitions(shares ?? 1)
    const { there, made } = await ensureTopics({ brokers, client, logger, signal }, [
      { name: topics.state, compactedPartitions: wanted },
      ...[...topics.followed, ...topics.written].map((name) => ({ name })),
    ])
    this.#tellMade(made)
    const partitions = there.find(({ name }) => name === topics.state)?.partitions.length ?? 0
    if (isAlone || signal.aborted) return 1
    if (partitions === 0) throw new AliecsError('KFK_TOPIC', `brokers do not show ${topics.state}`)
    if (partitions === wanted) return partitions
    if (made.includes(topics.state)) {
      const message = `brokers made ${topics.state} by themselves, with ${partitions} partitions: delete it, and make it compacted, with ${wanted}`
      throw new AliecsError('ATTACH_SHARES', message)
    }
    if (shares === null) return partitions
    const is = `topic ${topics.state} is made for --shares ${sharesOf(partitions)} (partitions: ${partitions})`
    const advice = 'to change that, stop all instances and delete the topic, or take another prefix'
    throw new AliecsError('ATTACH_SHARES', `--shares ${shares}, but ${is}; ${advice}`)
  }

  /** A core writes `aliecs.core` at its start, and the others when there is something to tell. */
  #tellMade(made: readonly string[]): void {
    const { brokers, topics, logger } = this.#options
    const followed = topics.followed.filter((name) => made.includes(name))
    if (followed.length === 0) return
    const names = followed.join(', ')
    if (followed.length < topics.followed.length) {
      logger.info({}, `made, for nobody has written there yet: ${names}`)
      return
    }
    const message = `no core has written to ${brokers} yet: ${names} were not there, and are made now`
    logger.warn({}, `${message}; are --brokers and --source-prefix right?`)
  }

  #own(partition: number): void {
    if (partition >= this.#partitions) return
    const end = new AbortController()
    const signal = AbortSignal.any([end.signal, this.#end.signal])
    const share = new Share(partition, this.#partitions)
    const before = this.#owners.get(partition)?.done ?? Promise.resolve()
    const done = before
      .then(() => (signal.aborted ? undefined : this.#runOwner(share, signal)))
      // Whose share is another one's by now is shut out, as it should be.
      .catch((error: unknown) => (end.signal.aborted ? undefined : this.#fail(error)))
    this.#held.add(partition)
    this.#owners.set(partition, { end, done })
  }

  #lose(partitions: readonly number[]): void {
    if (this.#end.signal.aborted || partitions.length === 0) return
    for (const partition of partitions) {
      this.#held.delete(partition)
      this.#owners.get(partition)?.end.abort()
    }
    const { logger } = this.#options
    if (this.#held.size === 0) logger.warn({}, 'another instance has taken over: standing by')
    else {
      const names = partitions.map((partition) => new Share(partition, this.#partitions).name).join(', ')
      logger.info({}, `given on to another instance: share ${names}`)
    }
  }

  async #runOwner(share: Share, signal: AbortSignal): Promise<void> {
    const { brokers, client, topics, figures } = this.#options
    const offsets = await GroupOffsets.open({ brokers, client, group: topics.shareGroup(share) })
    try {
      const owned = {
        ...{ share, offsets, figures: figures.shareBegins(share.name) },
        isHeld: () => this.#held.has(share.partition),
        isCrowded: () => this.#held.size > WAITING_OWNERS,
        onEvent: (topic: string) => figures.read(topic),
        onUndecodable: (topic: string) => figures.undecodable(topic),
        onWritten: (written: readonly string[], latencyMs: number) =>
          figures.written(written, latencyMs / 1000),
      }
      await ShareOwner.run(this.#options, owned, signal)
    } finally {
      figures.shareEnds(share.name)
      await offsets.close()
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
    const message = `group ${topics.instances}: ${error.message}`
    // Of these the next try takes care; any other keeps it standing by for ever.
    const isPassing = error.code === 'KFK_BROKER_DOWN' || error.code === 'KFK_TOPIC'
    logger[isPassing ? 'debug' : 'warn']({ code: error.code }, message)
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve()
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}
