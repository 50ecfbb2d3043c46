import { setTimeout as sleep } from 'node:timers/promises'
import { messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import type { AttachedCore } from './attached-core.js'
import type { Learned } from './attached-environment.js'
import type { EnvironmentMoment, Moment } from './moment.js'
import type { TimeRange } from './state-time.js'

/** What a core says of one of its environments. */
export interface CoreAnswer extends Learned {
  /** That it is in now. */
  state: string
}

/** Asks a core. Null where it knows no such environment; rejects where it does not answer, within that time or at all. */
export type LookUp = (environmentId: string, options: { timeoutMs: number }) => Promise<CoreAnswer | null>

export interface CoreQuestionsOptions {
  /** Undefined where there is nobody to ask. */
  lookUp: LookUp | undefined
  core: AttachedCore
  logger: Logger
}

/** Without the answer an environment is silent for ever. Events wait behind it. */
const LEARN_TIMEOUT_MS = 2000
/** Without the answer a time is that of its event, a millisecond off. The message waits for it, and so do all events. */
const TIME_TIMEOUT_MS = 200
/** So long it is not asked again after it did not answer. */
const PAUSE_MS = 5000
/** While there is more to read; by our clock, which may be some seconds off. What is older hardly is the latest state. */
const RECENT_MS = 10_000
/** Environments that the core does not know are not asked for at each of their events; so many are remembered. */
const UNKNOWN_LIMIT = 1000

/** What events do not tell of the environments of a core is asked of the core itself, before they are acted on. */
export class CoreQuestions {
  readonly #lookUp: LookUp | undefined
  readonly #core: AttachedCore
  readonly #logger: Logger
  /** Environments that the core does not know. */
  readonly #unknown = new Set<string>()
  #hasAnswered = true
  /** Not asked for a time before that; performance.now() */
  #timesAfterMs = 0
  /** Not asked for anything before that; performance.now() */
  #allAfterMs = 0

  constructor({ lookUp, core, logger }: CoreQuestionsOptions) {
    this.#lookUp = lookUp
    this.#core = core
    this.#logger = logger
  }

  /** @param isPast while there is more to read: of what is long over the core is not asked */
  async before(moment: Moment, { isPast = false } = {}): Promise<void> {
    if (this.#lookUp === undefined || moment.kind !== 'environment') return
    if (this.#core.isStranger(moment)) await this.#learn(this.#lookUp, moment)
    const range = this.#core.timeWanted(moment)
    if (range === null) return
    const isOver = isPast && Date.now() - moment.timestampMs > RECENT_MS
    const time = isOver ? null : await this.#timeIn(range, this.#lookUp, moment)
    if (time !== null) moment.enterStateTime = time
    else if (moment.phase === 'enter-starting') this.#core.counters.inexact += 1
  }

  async #learn(lookUp: LookUp, { environmentId, timestampMs }: EnvironmentMoment): Promise<void> {
    if (this.#unknown.has(environmentId) || performance.now() < this.#allAfterMs) return
    const answer = await this.#ask(lookUp, environmentId, LEARN_TIMEOUT_MS)
    if (answer === null) this.#noteUnknown(environmentId)
    if (!answer) return
    // The core tells how it is now; of a state that was entered later, nothing is known of the one before.
    const isOfThis = Number(answer.enterStateTime ?? Number.NaN) <= timestampMs
    this.#core.learn(environmentId, isOfThis ? answer : { ...answer, enterStateTime: null, runNumber: 0 })
  }

  /** @returns ms since the Unix epoch, as text; null where the core does not tell a time in this range in time */
  async #timeIn(
    { fromMs, toMs, isNew }: TimeRange,
    lookUp: LookUp,
    { environmentId, state }: EnvironmentMoment,
  ): Promise<string | null> {
    const endMs = performance.now() + TIME_TIMEOUT_MS
    for (let pauseMs = 1; ; pauseMs *= 2) {
      const nowMs = performance.now()
      if (nowMs < this.#timesAfterMs || nowMs >= endMs) return null
      const answer = await this.#ask(lookUp, environmentId, Math.ceil(endMs - nowMs))
      if (!answer || answer.state !== state || answer.enterStateTime === null) return null
      const timeMs = Number(answer.enterStateTime)
      if (Number.isNaN(timeMs)) return null
      if (timeMs >= fromMs) return timeMs <= toMs ? answer.enterStateTime : null
      // The core writes the event, runs the hooks with weights below 0, and takes the time then.
      if (!isNew) return null
      await sleep(pauseMs)
    }
  }

  /** @returns null where it knows no such environment, undefined where it does not answer */
  async #ask(
    lookUp: LookUp,
    environmentId: string,
    timeoutMs: number,
  ): Promise<CoreAnswer | null | undefined> {
    try {
      const answer = await lookUp(environmentId, { timeoutMs })
      if (!this.#hasAnswered) this.#logger.info({ environmentId }, 'the core answers again')
      this.#hasAnswered = true
      return answer
    } catch (error) {
      this.#timesAfterMs = performance.now() + PAUSE_MS
      if (timeoutMs > TIME_TIMEOUT_MS) this.#allAfterMs = this.#timesAfterMs
      const message = `${messageOf(error)}; asked again in ${PAUSE_MS / 1000} s, events go on with what they tell themselves`
      if (this.#hasAnswered) this.#logger.warn({ environmentId }, message)
      this.#hasAnswered = false
      return undefined
    }
  }

  #noteUnknown(environmentId: string): void {
    this.#unknown.add(environmentId)
    const [oldest] = this.#unknown
    if (this.#unknown.size > UNKNOWN_LIMIT && oldest !== undefined) this.#unknown.delete(oldest)
  }
}
