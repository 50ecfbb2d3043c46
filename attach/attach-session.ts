import {
  type BatchWriter,
  type ClientOptions,
  ensureTopics,
  GroupLock,
  keyOf,
  type NextOffset,
  openAtLeastOnceWriter,
  openTransactionalWriter,
  PartitionReader,
  readToEnd,
} from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { Logger, PublishRecord } from '../plugin/host.js'
import type { AttachFigures } from './attach-figures.js'
import type { AttachTopics } from './attach-topics.js'
import { AttachedCore, type SavedEnvironment } from './attached-core.js'
import type { Learned } from './attached-environment.js'
import { type FollowedEvent, FollowedEvents, type PartitionStart } from './followed-events.js'
import type { EnvironmentMoment } from './moment.js'
import { SavedState, stateRecords } from './saved-state.js'

/** Where the messages begin if no instance has been before. */
export type Begin = 'now' | 'beginning' | { sinceMs: number }

export interface AttachSessionOptions {
  brokers: string
  client: ClientOptions
  topics: AttachTopics
  gate: string
  gateDefault: boolean
  delivery: 'exactly-once' | 'at-least-once'
  begin: Begin
  sessionTimeoutMs: number
  /** A name that is the same after a restart; null where there is none. */
  instance: string | null
  /** How long a broker may keep a request that brings nothing. */
  fetchWaitMs?: number | undefined
  /** What the core itself knows of an environment; null where it knows none. Never rejects. */
  lookUp?: ((environmentId: string) => Promise<Learned | null>) | undefined
  logger: Logger
  figures: AttachFigures
}

const READ_WAIT_MS = 100
/** So much later another partition may be read. */
const READ_SKEW_MS = 30
/** The same while brokers come back: librdkafka reads each partition again after a pause of its own. */
const READ_SKEW_AFTER_ERROR_MS = 1000
const AFTER_ERROR_MS = 10_000
/** While something waits for time to go on. */
const SHORT_WAIT_MS = 10
/** Of progress that made no messages. */
const SAVE_INTERVAL_MS = 1000
/** Brokers forget an offset that nobody writes for a week, although the group lives: it does not subscribe to the events. */
const KEEP_INTERVAL_MS = 3_600_000
const REFRESH_INTERVAL_MS = 5000

/**
 * One life of an instance: waits for the lock, takes over what is saved, and follows the core until it is told to end,
 * loses the lock, or something fails. Whatever happens, a new session goes on from what was written last.
 */
export class AttachSession {
  readonly #options: AttachSessionOptions
  readonly #core: AttachedCore
  /** The ends as they were at the first start; what is before is learnt in silence. Empty when that is done. */
  readonly #toLearn = new Map<string, number>()
  /** Of all partitions, also of those in which nothing has come yet: by them a later session knows that it is not the first. */
  readonly #offsets = new Map<string, NextOffset>()
  #hasProgress = false
  readonly #changes = new Map<string, SavedEnvironment | null>()
  #records: PublishRecord[] = []
  /** Arrival of the first event since the last batch was written; performance.now() */
  #sinceMs: number | null = null
  #savedMs = performance.now()
  /** When it was last seen to work; performance.now() */
  #aliveMs = performance.now()
  /** Of the batches that were read a moment ago: until when, and when. */
  readonly #passed: { nano: bigint; atMs: number }[] = []
  /** Of the latest trouble with a broker; performance.now() */
  #troubleMs = Number.NEGATIVE_INFINITY

  private constructor(options: AttachSessionOptions) {
    this.#options = options
    const { begin, gate, gateDefault, logger } = options
    const silentUntilNano = typeof begin === 'string' ? 0n : BigInt(begin.sinceMs) * 1_000_000n - 1n
    this.#core = new AttachedCore({ gate, gateDefault, silentUntilNano, logger })
  }

  /** Resolves when `signal` is aborted, or the lock is lost. @throws AliecsError where a new session is needed */
  static async run(options: AttachSessionOptions, signal: AbortSignal): Promise<void> {
    options.figures.sessionBegins()
    await new AttachSession(options).#run(signal)
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { brokers, client, topics, sessionTimeoutMs, instance, figures, logger } = this.#options
    figures.status = 'connecting'
    await ensureTopics({ brokers, client, logger, signal }, [
      { name: topics.state, isCompacted: true },
      ...[...topics.followed, ...topics.written].map((name) => ({ name })),
    ])
    const lost = new AbortController()
    const ended = AbortSignal.any([signal, lost.signal])
    let given: () => void = () => {}
    const holding = new Promise<void>((resolve) => {
      given = resolve
      ended.addEventListener('abort', () => resolve(), { once: true })
      if (ended.aborted) resolve()
    })
    let wasHeld = false
    const lock = await GroupLock.open({
      ...{ brokers, client, sessionTimeoutMs, instance, group: topics.group, topic: topics.state },
      onChange: (isHeld) => {
        if (isHeld) given()
        else if (wasHeld) lost.abort()
        wasHeld = isHeld
      },
      onError: ({ code, message }) => {
        // Of these the next try takes care; any other keeps it standing by for ever.
        const isPassing = code === 'KFK_BROKER_DOWN' || code === 'KFK_TOPIC'
        logger[isPassing ? 'debug' : 'warn']({ code }, `group ${topics.group}: ${message}`)
      },
    })
    try {
      figures.status = 'standby'
      logger.info({ group: topics.group }, `waits for its turn in group ${topics.group}`)
      await holding
      if (!ended.aborted) await this.#own(lock, ended)
    } finally {
      await lock.close()
    }
    if (!signal.aborted) logger.warn({}, 'another instance has taken over: standing by')
  }

  async #own(lock: GroupLock, signal: AbortSignal): Promise<void> {
    const { brokers, client, fetchWaitMs, delivery, topics, figures, logger } = this.#options
    figures.status = 'catching-up'
    const writer =
      delivery === 'exactly-once'
        ? await openTransactionalWriter({ brokers, client, lock, transactionalId: topics.group })
        : await openAtLeastOnceWriter({ brokers, client, lock })
    const onError = (error: AliecsError): void => {
      // librdkafka connects again by itself; what it cannot mend comes as a failure of what is asked.
      this.#troubleMs = performance.now()
      logger.debug({ code: error.code }, error.message)
    }
    try {
      const reader = await PartitionReader.open({ brokers, client, fetchWaitMs, onError })
      try {
        const events = new FollowedEvents({
          topics: topics.followed,
          reader,
          committed: (partitions) => lock.committed(partitions),
          onUndecodable: (topic) => figures.undecodable(topic),
          logger,
        })
        await this.#takeOver(events, { onError, signal })
        if (signal.aborted) return
        await this.#follow(events, { writer, lock, signal })
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
    const state = new SavedState(logger)
    await readToEnd(
      { brokers, client, onError, signal },
      (name) => name === topics.state,
      (record) => state.read(record),
    )
    if (signal.aborted) return
    state.restore(this.#core)
    const starts = await this.#assignNew(events)
    const isFirst = starts.every(({ committed }) => committed === null)
    const open = starts.filter(({ offset, end }) => offset < end)
    if (isFirst && begin === 'now') for (const each of open) this.#toLearn.set(keyOf(each), each.end)
    logger.info({ partitions: starts.length }, `follows ${topics.followed.join(', ')} at ${brokers}`)
    logger.info({ isFirst }, this.#beginning(isFirst, starts))
  }

  #beginning(isFirst: boolean, starts: readonly PartitionStart[]): string {
    const { topics, begin } = this.#options
    const left = starts.reduce((sum, { offset, end }) => sum + end - offset, 0)
    if (!isFirst) {
      const counts = `${this.#core.environmentCount} environments, ${this.#core.runningCount} in RUNNING, ${left} events to catch up on`
      const remark =
        begin === 'now' ? '' : '; --from-beginning and --since count only at the very first start of a group'
      return `goes on where group ${topics.group} was: ${counts}${remark}`
    }
    const first = `first start of group ${topics.group}`
    if (begin === 'now')
      return `${first}: learns from ${left} events what there is, makes messages of new ones`
    const from = begin === 'beginning' ? 'all' : `those since ${new Date(begin.sinceMs).toISOString()}`
    return `${first}: makes messages of ${from} (${left} events)`
  }

  async #follow(
    events: FollowedEvents,
    { writer, lock, signal }: { writer: BatchWriter; lock: GroupLock; signal: AbortSignal },
  ): Promise<void> {
    const { figures } = this.#options
    let refreshedMs = performance.now()
    while (!signal.aborted) {
      this.#aliveMs = performance.now()
      const isBusy = events.hasWaiting || this.#core.isWaiting
      const wasAtEnd = events.isAtEnd
      const batch = await events.next(isBusy ? SHORT_WAIT_MS : READ_WAIT_MS)
      const { isAtEnd } = events
      // What is read of the past is in the order of time already, over all partitions.
      const isPast = !wasAtEnd || !isAtEnd
      for (const event of batch) await this.#act(event, { isPast })
      // The last offsets may be of no record.
      if (isAtEnd) this.#toLearn.clear()
      this.#letTimeGoOn({ isIdle: isAtEnd && batch.length === 0 })
      figures.status = isAtEnd && this.#toLearn.size === 0 ? 'following' : 'catching-up'
      await this.#write(writer)
      if (performance.now() - refreshedMs < REFRESH_INTERVAL_MS) continue
      refreshedMs = performance.now()
      await this.#assignNew(events)
    }
    // Whoever has lost the lock leaves the rest to the next one.
    if (lock.isHeld) await this.#write(writer, { isLast: true })
  }

  async #assignNew(events: FollowedEvents): Promise<PartitionStart[]> {
    const starts = await events.assignNew()
    for (const { topic, partition, offset } of starts) {
      this.#offsets.set(keyOf({ topic, partition }), { topic, partition, offset })
    }
    if (starts.some(({ committed }) => committed === null)) this.#hasProgress = true
    return starts
  }

  async #act({ record, moment, arrivedMs }: FollowedEvent, { isPast }: { isPast: boolean }): Promise<void> {
    const { figures } = this.#options
    const { topic, partition, offset } = record
    figures.read(topic)
    this.#stillAlive()
    this.#offsets.set(keyOf(record), { topic, partition, offset: offset + 1 })
    this.#hasProgress = true
    this.#sinceMs ??= arrivedMs
    if (moment !== null) {
      if (this.#toLearn.size > 0) this.#core.keepSilentUntil(moment.timestampNano)
      if (moment.kind === 'environment' && this.#core.isStranger(moment)) await this.#ask(moment)
      this.#core.accept(moment, { letsTimeGoOn: isPast })
    }
    const learntTo = this.#toLearn.get(keyOf(record))
    if (learntTo !== undefined && offset + 1 >= learntTo) this.#toLearn.delete(keyOf(record))
  }

  /**
   * Whoever stood still for so long has lost the lock, perhaps without knowing it yet. With transactions the brokers see
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

  async #ask({ environmentId, timestampMs }: EnvironmentMoment): Promise<void> {
    const learned = await this.#options.lookUp?.(environmentId)
    if (!learned) return
    // The core tells how it is now; of a state that was entered later, nothing is known of the one before.
    const isOfThis = Number(learned.enterStateTime ?? Number.NaN) <= timestampMs
    this.#core.learn(environmentId, isOfThis ? learned : { ...learned, enterStateTime: null, runNumber: 0 })
  }

  /**
   * Time goes on with the events, a moment after them: another partition may have been read later than this one. Where
   * nothing comes any more, it goes on with our own clock.
   */
  #letTimeGoOn({ isIdle }: { isIdle: boolean }): void {
    const nowMs = performance.now()
    const { latestNano } = this.#core
    const isTroubled = nowMs - this.#troubleMs < AFTER_ERROR_MS
    const skewMs = isTroubled ? READ_SKEW_AFTER_ERROR_MS : READ_SKEW_MS
    const last = this.#passed.at(-1)
    if (last === undefined || last.nano < latestNano) this.#passed.push({ nano: latestNano, atMs: nowMs })
    let [reached] = this.#passed
    while (this.#passed[1] !== undefined && this.#passed[1].atMs <= nowMs - skewMs) {
      this.#passed.shift()
      reached = this.#passed[0]
    }
    if (reached === undefined || reached.atMs > nowMs - skewMs) return
    const isLatest = this.#passed.length === 1
    const onMs = isIdle && isLatest ? nowMs - reached.atMs - skewMs : 0
    this.#core.advance(reached.nano + BigInt(Math.round(onMs * 1e6)))
  }

  async #write(writer: BatchWriter, { isLast = false } = {}): Promise<void> {
    const { topics, figures } = this.#options
    const { records, changes } = this.#core.take()
    for (const record of records) this.#records.push(topics.prefixed(record))
    for (const [key, change] of changes) this.#changes.set(key, change)
    figures.environments = this.#core.environmentCount
    figures.running = this.#core.runningCount
    figures.faults(this.#core.counters)
    const sinceSavedMs = performance.now() - this.#savedMs
    const hasNews = this.#hasProgress || this.#changes.size > 0
    const isDue = (hasNews && (isLast || sinceSavedMs > SAVE_INTERVAL_MS)) || sinceSavedMs > KEEP_INTERVAL_MS
    // An end in the middle of learning begins anew: what is silent must stay so.
    if (this.#toLearn.size > 0 || (this.#records.length === 0 && !isDue)) return
    this.#stillAlive()
    const written = this.#records
    await writer.write({
      records: written,
      state: stateRecords(topics.state, this.#changes),
      offsets: [...this.#offsets.values()],
    })
    const latencyMs = performance.now() - (this.#sinceMs ?? performance.now())
    figures.written(
      written.map(({ topic }) => topic),
      latencyMs / 1000,
    )
    this.#records = []
    this.#changes.clear()
    this.#hasProgress = false
    this.#sinceMs = null
    this.#savedMs = performance.now()
  }
}
