import type { Environment, EnvironmentEvent, EnvironmentObserver } from '../core/index.js'
import { messageOf } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import {
  detailOf,
  type EnvironmentNotes,
  goneDetail,
  isKafkaCall,
  pendingDetail,
  pendingSummary,
  summaryOf,
} from './environment-views.js'
import { happeningOf } from './happening.js'
import type { PageStream } from './page-stream.js'
import type { EnvironmentDetail, EnvironmentSummary, Happening, KafkaCalls } from './schemas.js'

/** So many happenings of one environment are kept. */
const HISTORY = 500
/** So many environments are kept after they are gone. */
const GONE = 50

/** The core's environments, by their ids. */
export interface EnvironmentSource {
  readonly environments: readonly Environment[]
  findEnvironment(id: string): Environment | undefined
}

interface Entry extends EnvironmentNotes {
  history: Happening[]
  /** On its way. */
  transition: string | null
  /** Nobody else knows of it yet. */
  isPending: boolean
  /** As it was when it was torn down. */
  last: EnvironmentSummary | null
}

/** What happens in environments: told to the page, and kept while they are there and for a while after that. */
export class EnvironmentJournal {
  readonly #stream: PageStream
  readonly #logger: Logger
  readonly #entries = new Map<string, Entry>()
  /** The latest ones, oldest first. */
  readonly #gone = new Map<string, EnvironmentDetail>()
  readonly #changed = new Set<string>()
  #source: EnvironmentSource | null = null
  /** To be told of everything that happens. */
  readonly observer: EnvironmentObserver

  constructor(stream: PageStream, logger: Logger) {
    this.#stream = stream
    this.#logger = logger
    this.observer = (event) => this.#note(event)
  }

  /** Whose environments these are; a core tells of none before it is started. */
  follow(source: EnvironmentSource): void {
    this.#source = source
  }

  /** In the order of their creation, those that are being made last. */
  summaries(): EnvironmentSummary[] {
    const all = this.#source?.environments ?? []
    const ids = new Set(all.map(({ id }) => id))
    const pending = [...this.#entries].filter(([id, { isPending }]) => isPending && !ids.has(id))
    return [
      ...all.map((environment) => summaryOf(environment, this.#notesOf(environment))),
      ...pending.map(([id, entry]) => pendingSummary(id, entry)),
    ]
  }

  /** Undefined where there is no such environment. */
  summary(id: string): EnvironmentSummary | undefined {
    const environment = this.#source?.findEnvironment(id)
    if (environment !== undefined) return summaryOf(environment, this.#notesOf(environment))
    const entry = this.#entries.get(id)
    return entry?.isPending === true ? pendingSummary(id, entry) : undefined
  }

  /** Also of one that is gone, for a while; undefined where there is no such environment. */
  detail(id: string): EnvironmentDetail | undefined {
    const environment = this.#source?.findEnvironment(id)
    if (environment !== undefined) return detailOf(environment, this.#notesOf(environment))
    const entry = this.#entries.get(id)
    return entry?.isPending === true ? pendingDetail(id, entry) : this.#gone.get(id)
  }

  #note(event: EnvironmentEvent): void {
    if (event.type === 'role') return // the page asks for roles
    const entry = this.#entryOf(event)
    if (entry === undefined) {
      this.#noteLate(event)
      return
    }
    switch (event.type) {
      case 'creation':
        entry.template = event.template
        if (event.step === 'starting') {
          entry.isPending = true
          entry.isBeingMade = true
          entry.transition = 'CREATE'
        }
        if (event.step === 'completed' || event.step === 'failed') entry.isPending = false
        if (event.step === 'failed') entry.isBeingMade = false
        break
      case 'transition-started':
        entry.transition = event.transition
        break
      case 'teardown':
        entry.transition = 'DESTROY'
        entry.last = this.summary(event.environmentId) ?? entry.last
        break
      case 'state-changed':
        entry.enteredStateMs = event.timestampMs
        break
      case 'call-finished':
        if (isKafkaCall(event.role)) entry.kafkaCalls = withCall(entry.kafkaCalls, event.error)
        break
      default:
    }
    if ('error' in event && event.error !== null && isFailure(event)) entry.lastError = event.error
    const happening = happeningOf(event, entry.transition)
    if (event.type === 'transition-finished') {
      entry.transition = null
      // A creation ends with it, and says nothing of its own.
      if (event.transition === 'CONFIGURE' && event.error === null) entry.isBeingMade = false
    }
    if (happening !== null) {
      entry.history.push(happening)
      if (entry.history.length > HISTORY) entry.history.shift()
      this.#stream.publish('happening', happening)
    }
    this.#change(event.environmentId)
  }

  /** The environment is told of when it has come to rest: it changes on after it said so. */
  #change(id: string): void {
    if (this.#changed.size === 0) setImmediate(() => this.#tellChanged())
    this.#changed.add(id)
  }

  #tellChanged(): void {
    const ids = [...this.#changed]
    this.#changed.clear()
    for (const id of ids) {
      try {
        this.#tell(id)
      } catch (error) {
        // Nobody above would hear of it, and the core must not end with it.
        this.#logger.error({ err: error, environmentId: id }, `the page was not told: ${messageOf(error)}`)
      }
    }
  }

  #tell(id: string): void {
    const summary = this.summary(id)
    const entry = this.#entries.get(id)
    if (summary !== undefined) {
      this.#stream.publish('environment', summary)
    } else if (entry !== undefined) {
      this.#entries.delete(id)
      const failed = wasDestroyed(entry.history)
        ? undefined
        : entry.history.findLast(({ kind, status }) => kind === 'creation' && status === 'failed')
      this.#keep(goneDetail(id, entry, entry.last, failed !== undefined))
      const timestampMs = entry.history.at(-1)?.timestampMs ?? entry.createdMs
      this.#stream.publish('environment-gone', { id, timestampMs, error: failed?.error ?? null })
    }
  }

  #keep(detail: EnvironmentDetail): void {
    this.#gone.set(detail.id, detail)
    const [oldest] = this.#gone.keys()
    if (this.#gone.size > GONE && oldest !== undefined) this.#gone.delete(oldest)
  }

  /** Undefined for an environment that is gone: a call that it no longer awaits may end after it. */
  #entryOf({ environmentId, timestampMs, type }: EnvironmentEvent): Entry | undefined {
    const known = this.#entries.get(environmentId)
    if (known !== undefined) return known
    const isThere = this.#source?.findEnvironment(environmentId) !== undefined
    if (!isThere && (type !== 'creation' || this.#gone.has(environmentId))) return undefined
    const entry = newEntry(timestampMs)
    this.#entries.set(environmentId, entry)
    return entry
  }

  /** Adds an event that comes after the end of its environment to the history that is kept of it. */
  #noteLate(event: EnvironmentEvent): void {
    const detail = this.#gone.get(event.environmentId)
    const happening = happeningOf(event, null)
    if (detail === undefined || happening === null) return
    detail.history = [...detail.history, happening].slice(-HISTORY)
    this.#stream.publish('happening', happening)
  }

  #notesOf({ id, createdMs }: Environment): EnvironmentNotes {
    return this.#entries.get(id) ?? newEntry(createdMs)
  }
}

function newEntry(timeMs: number): Entry {
  return {
    template: '',
    createdMs: timeMs,
    enteredStateMs: timeMs,
    lastError: null,
    kafkaCalls: { ended: 0, failed: 0, lastFailed: false, error: null },
    history: [],
    transition: null,
    isPending: false,
    isBeingMade: false,
    last: null,
  }
}

/** Whether an environment ended without ERROR; its creation may have been cut short by a destroy. */
function wasDestroyed(history: readonly Happening[]): boolean {
  const states = history.filter(({ kind }) => kind === 'state').map(({ name }) => name)
  return states.includes('DONE') && !states.includes('ERROR')
}

function withCall({ ended, failed, error: before }: KafkaCalls, error: string | null): KafkaCalls {
  const lastFailed = error !== null
  return {
    ended: ended + 1,
    failed: failed + (lastFailed ? 1 : 0),
    lastFailed,
    error: error ?? before,
  }
}

/** Of an environment as a whole, not of a single hook that may not be critical. */
function isFailure({ type }: EnvironmentEvent): boolean {
  return (
    type === 'error-imminent' || type === 'transition-finished' || type === 'teardown' || type === 'creation'
  )
}
