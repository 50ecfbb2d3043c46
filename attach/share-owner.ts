import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BatchWriter,
  type ClientOptions,
  describeUnreadable,
  type GroupOffsets,
  keyOf,
  openAtLeastOnceWriter,
  openTransactionalWriter,
  PartitionReader,
  readToEnd,
} from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import type { ShareFigures } from './attach-figures.js'
import type { AttachTopics } from './attach-topics.js'
import { AttachedCore } from './attached-core.js'
import { type Begin, beginningOf } from './beginning.js'
import { CoreQuestions, type LookUp } from './core-questions.js'
import { EventTime } from './event-time.js'
import { type FollowedEvent, FollowedEvents, type TakenPartitions } from './followed-events.js'
import { PendingBatch } from './pending-batch.js'
import { SavedState } from './saved-state.js'
import type { Share } from './share.js'

export interface FollowOptions {
  brokers: string
  client: ClientOptions
  topics: AttachTopics
  gate: string
  gateDefault: boolean
  delivery: 'exactly-once' | 'at-least-once'
  begin: Begin
  sessionTimeoutMs: number
  /** How long a broker may keep a request that brings nothing. */
  fetchWaitMs?: number | undefined
  /** Asks the core itself for what the events do not tell. */
  lookUp?: LookUp | undefined
  logger: Logger
}

export interface Owned {
  share: Share
  /** Of the share. */
  offsets: GroupOffsets
  /** Whether it is this instance's still. */
  isHeld(): boolean
  /** Whether this instance has more shares than may each wait for records in a thread of its own. */
  isCrowded(): boolean
  figures: ShareFigures
  onEvent(topic: string): void
  onUndecodable(topic: string): void
  onWritten(topics: readonly string[], latencyMs: number): void
}

const READ_WAIT_MS = 100
/** While something waits for time to go on. */
const SHORT_WAIT_MS = 10
const POLL_INTERVAL_MS = 5
const REFRESH_INTERVAL_MS = 5000

/** The owner of a share, from when it is given it until it ends or loses it: takes over what is saved, follows, writes. */
export class ShareOwner {
  readonly #options: FollowOptions
  readonly #owned: Owned
  readonly #core: AttachedCore
  readonly #questions: CoreQuestions
  readonly #time = new EventTime()
  readonly #pending: PendingBatch
  /** The ends as they were at the first start; what is before is learnt in silence. Empty when that is done. */
  readonly #toLearn = new Map<string, number>()
  /** When it was last seen to work; performance.now() */
  #aliveMs = performance.now()

  private constructor(options: FollowOptions, owned: Owned) {
    this.#options = options
    this.#owned = owned
    const { begin, gate, gateDefault, lookUp, topics } = options
    const { share } = owned
    const silentUntilNano = typeof begin === 'string' ? 0n : BigInt(begin.sinceMs) * 1_000_000n - 1n
    // What the events lack is said by the owners of the environments.
    const logger = share.isLists ? quiet(options.logger) : options.logger
    this.#core = new AttachedCore({ gate, gateDefault, silentUntilNano, logger })
    this.#questions = new CoreQuestions({ lookUp, core: this.#core, logger })
    this.#pending = new PendingBatch({ topic: topics.state, partition: share.partition })
  }

  /** Resolves when `signal` is aborted. @throws AliecsError where it has to be begun anew */
  static async run(options: FollowOptions, owned: Owned, signal: AbortSignal): Promise<void> {
    await new ShareOwner(options, owned).#run(signal)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { brokers, client, fetchWaitMs, delivery, topics, logger } = this.#options
    const { share, offsets, onUndecodable } = this.#owned
    if (signal.aborted) return
    const writer =
      delivery === 'exactly-once'
        ? await openTransactionalWriter({
            ...{ brokers, client, offsets, transactionalId: topics.shareGroup(share) },
          })
        : await openAtLeastOnceWriter({ brokers, client, offsets })
    const onError = (error: AliecsError): void => {
      // librdkafka connects again by itself; what it cannot mend comes as a failure of what is asked.
      this.#time.brokerTrouble()
      logger.debug({ code: error.code }, error.message)
    }
    try {
      const reader = await PartitionReader.open({
        ...{ brokers, client, group: topics.readers, fetchWaitMs, onError },
      })
      try {
        const events = new FollowedEvents({
          choose: (there) => topics.choose(share, there),
          committed: (partitions) => offsets.committed(partitions),
          ...{ reader, onUndecodable, logger },
        })
        await this.#takeOver(events, { onError, signal })
        if (!signal.aborted) await this.#follow(events, { writer, signal })
      } finally {
        await reader.close()
      }
    } finally {
      await writer.close()
    }
  }

  /** What is saved, and where to go on. */
  async #takeOver(
    events: FollowedEvents,
    { onError, signal }: { onError: (error: AliecsError) => void; signal: AbortSignal },
  ): Promise<void> {
    const { brokers, client, topics, logger, begin } = this.#options
    const { share } = this.#owned
    const state = new SavedState(logger)
    const found = await readToEnd(
      { brokers, client, group: topics.readers, onError, signal },
      (topic, partition) => topic === topics.state && partition === share.partition,
      (record) => state.read(record),
    )
    if (found === 0) {
      throw new AliecsError(
        'KFK_TOPIC',
        `brokers do not show partition ${share.partition} of ${topics.state}`,
      )
    }
    if (signal.aborted) return
    const isEmpty = state.keys.size === 0
    const taken = await events.assignNew({ fromFirst: isEmpty })
    const { starts, left } = taken
    const all = [...starts, ...left]
    const isUnknown = all.every(({ committed }) => committed === null)
    this.#refusePartialLearning(taken, { isForgotten: isEmpty && !isUnknown, isUnknown })
    this.#begin(events, taken)
    // Of a group that has been nowhere, or was made to forget where, what is remembered is too old to be of use.
    if (isUnknown) this.#pending.forget(state.keys)
    else state.restore(this.#core)
    const { toLearn, message, isFirst } = beginningOf(starts, {
      ...{ begin, group: topics.shareGroup(share) },
      isForgotten: isEmpty && !isUnknown,
      left,
      known: { environments: this.#core.environmentCount, running: this.#core.runningCount },
    })
    for (const [partition, end] of toLearn) this.#toLearn.set(partition, end)
    const what = share.isAll ? '' : `share ${share.name}: `
    if (!all.some(({ topic }) => topics.isKeyed(topic))) {
      logger.warn({}, `${what}nothing to do: there are more shares than partitions of ${topics.followed[0]}`)
    }
    logger.info({ partitions: starts.length }, `${what}follows ${topics.followed.join(', ')} at ${brokers}`)
    logger[isEmpty && !isFirst ? 'warn' : 'info']({ isFirst }, what + message)
  }

  async #follow(
    events: FollowedEvents,
    { writer, signal }: { writer: BatchWriter; signal: AbortSignal },
  ): Promise<void> {
    const { figures, isHeld } = this.#owned
    let refreshedMs = performance.now()
    this.#aliveMs = performance.now()
    while (!signal.aborted) {
      const wasAtEnd = events.isAtEnd
      const batch = await this.#next(events)
      this.#stillAlive()
      const { isAtEnd } = events
      // What is read of the past is in the order of time already, over all partitions.
      const isPast = !wasAtEnd || !isAtEnd
      for (const event of batch) {
        if (signal.aborted) break
        await this.#act(event, { isPast })
      }
      if (signal.aborted) break
      // The last offsets may be of no record.
      if (isAtEnd) this.#toLearn.clear()
      const isIdle = isAtEnd && batch.length === 0
      const reached = this.#time.reached(this.#core.latestNano, { isIdle })
      if (reached !== null) this.#core.advance(reached)
      figures.isFollowing = isAtEnd && !events.isBlind && this.#toLearn.size === 0
      await this.#write(writer)
      if (performance.now() - refreshedMs < REFRESH_INTERVAL_MS) continue
      this.#begin(events, await events.assignNew())
      refreshedMs = this.#aliveMs = performance.now()
    }
    // Whoever has lost the share leaves the rest to the next one.
    if (isHeld()) await this.#write(writer, { isLast: true })
  }

  /**
   * Waiting for records holds one of the few threads that Node has for such, and writing needs them too: with several
   * owners in one process nobody holds one.
   */
  async #next(events: FollowedEvents): Promise<FollowedEvent[]> {
    const isBusy = events.hasWaiting || this.#core.isWaiting
    if (!this.#owned.isCrowded()) return events.next(isBusy ? SHORT_WAIT_MS : READ_WAIT_MS)
    const batch = await events.next(0)
    if (batch.length === 0) await sleep(POLL_INTERVAL_MS)
    return batch
  }

  #begin(events: FollowedEvents, taken: TakenPartitions): void {
    events.report(taken)
    this.#pending.begins(taken.starts)
  }

  /**
   * Rebuilding the state needs every partition, because old events of a late one would become messages.
   *
   * @throws AliecsError KFK_TOPIC
   */
  #refusePartialLearning(
    { left, unreadable }: TakenPartitions,
    { isForgotten, isUnknown }: { isForgotten: boolean; isUnknown: boolean },
  ): void {
    const learns = isForgotten || (isUnknown && this.#options.begin === 'now')
    if (left.length === 0 || !learns) return
    const reasons = describeUnreadable(unreadable).join('; ')
    throw new AliecsError(
      'KFK_TOPIC',
      `the first start needs all events, and some cannot be read: ${reasons}`,
    )
  }

  async #act(event: FollowedEvent, { isPast }: { isPast: boolean }): Promise<void> {
    const { record, moment } = event
    this.#owned.onEvent(record.topic)
    this.#stillAlive()
    this.#pending.hasRead(event)
    if (moment !== null) {
      if (this.#toLearn.size > 0) this.#core.keepSilentUntil(moment.timestampNano)
      await this.#questions.before(moment, { isPast })
      this.#core.accept(moment, { letsTimeGoOn: isPast })
    }
    const learntTo = this.#toLearn.get(keyOf(record))
    if (learntTo !== undefined && record.offset + 1 >= learntTo) this.#toLearn.delete(keyOf(record))
  }

  /**
   * Whoever stood still for so long has lost the share, perhaps without knowing it yet. With transactions the brokers see
   * to it; without them nobody else does.
   *
   * @throws AliecsError KFK_FENCED
   */
  #stillAlive(): void {
    const nowMs = performance.now()
    const stoodMs = nowMs - this.#aliveMs
    this.#aliveMs = nowMs
    if (stoodMs < this.#options.sessionTimeoutMs) return
    throw new AliecsError('KFK_FENCED', `this instance stood still for ${Math.round(stoodMs / 1000)} s`)
  }

  async #write(writer: BatchWriter, { isLast = false } = {}): Promise<void> {
    const { share, figures, onWritten } = this.#owned
    const { topics } = this.#options
    figures.environments = this.#core.environmentCount
    figures.running = this.#core.runningCount
    if (!share.isLists) figures.faults(this.#core.counters)
    // An end in the middle of learning begins anew: what is silent must stay so.
    if (this.#toLearn.size > 0) return
    const { records, changes } = this.#core.take()
    const own = records.filter(({ topic }) => share.writes(topic)).map((record) => topics.prefixed(record))
    this.#pending.add({ records: own, changes })
    if (!this.#pending.isDue({ isLast })) return
    this.#stillAlive()
    const { batch } = this.#pending
    await writer.write(batch)
    this.#aliveMs = performance.now() // which may rightly take long
    onWritten(
      batch.records.map(({ topic }) => topic),
      this.#pending.written(),
    )
  }
}

function quiet(logger: Logger): Logger {
  const debug: Logger['debug'] = (fields, message) => logger.debug(fields, message)
  return { debug, info: debug, warn: debug, error: debug }
}
