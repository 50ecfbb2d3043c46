import type { Logger, PublishRecord } from '../plugin/host.js'
import { AttachedEnvironment, isBeginning, type Learned, type Repairs } from './attached-environment.js'
import { type At, AttachedPlugin, type ListRepairs } from './attached-plugin.js'
import { CoreStarts, type SavedStarts } from './core-starts.js'
import { EnvironmentSequence, type SequenceFaults } from './environment-sequence.js'
import { type Attached, KnownEnvironments, type SavedAttached, type SavedGone } from './known-environments.js'
import type { LegacyCall } from './legacy-call.js'
import type { EnvironmentMoment, Moment, RunMoment } from './moment.js'
import type { TimeRange } from './state-time.js'

export interface AttachedCoreOptions {
  /** The variable that switches the messages of an environment on; `kafka_enabled` where not given. */
  gate?: string
  /** What it counts as where an environment does not have it, or where nobody saw its variables; false where not given. */
  gateDefault?: boolean
  /** Of what comes from before this moment no messages are made; ns since the Unix epoch. */
  silentUntilNano?: bigint
  logger: Logger
}

/** Counted since the start. */
export interface AttachCounters extends SequenceFaults, Repairs, ListRepairs {
  /** Environments whose beginning was not seen. */
  strangers: number
  /** States whose time is that of their event, although the core could be asked: it did not tell its own. */
  inexact: number
  /** Environments that were there when their core was started anew. */
  orphans: number
}

/** All that is needed to go on elsewhere; JSON. */
export type SavedEnvironment = SavedAttached | SavedGone | SavedCore

/** Of the core itself. */
interface SavedCore extends SavedStarts {
  silentUntilNano: string
}

export interface Outcome {
  /** What the legacy plugin would have published, in order. */
  records: PublishRecord[]
  /** By environment id, what has changed; null: may be forgotten. */
  changes: Map<string, SavedEnvironment | null>
}

/** How long an event that is missing is waited for, by the time stamps of others: the largest inversion seen was 2.3 ms. */
export const PATIENCE_NANO = 50_000_000n
/** A core has a handful; more than this are those whose end was never told. */
const ENVIRONMENTS_LIMIT = 20_000
/** No environment has this id: they are alphanumeric. */
const CORE_KEY = '$core'

/**
 * A control core, followed from outside: what it writes about its environments goes in, the records of the legacy
 * plugin come out. Nothing here waits: time goes on with the time stamps of the events.
 */
export class AttachedCore {
  readonly counters: AttachCounters = {
    ...{ reordered: 0, gaps: 0, dropped: 0 },
    ...{ late: 0, incomplete: 0, missed: 0 },
    ...{ listRepairs: 0, strangers: 0, orphans: 0, inexact: 0 },
  }
  readonly #gate: string
  readonly #gateDefault: boolean
  readonly #logger: Logger
  readonly #plugin: AttachedPlugin
  readonly #environments = new KnownEnvironments()
  readonly #starts = new CoreStarts()
  #latestNano = 0n
  /** What is missing from long before this is given up. */
  #reachedNano = 0n
  /** Something of the core itself is not saved yet. */
  #hasChanged = true

  constructor({
    gate = 'kafka_enabled',
    gateDefault = false,
    silentUntilNano = 0n,
    logger,
  }: AttachedCoreOptions) {
    this.#gate = gate
    this.#gateDefault = gateDefault
    this.#logger = logger
    this.#plugin = new AttachedPlugin(this.counters, silentUntilNano, logger)
  }

  /** Of the latest event; ns since the Unix epoch. */
  get latestNano(): bigint {
    return this.#latestNano
  }

  /** Whether something waits for events or for time to go on. */
  get isWaiting(): boolean {
    return this.#environments.waiting.size > 0 || this.#starts.pendingNano !== null
  }

  get environmentCount(): number {
    return this.#environments.size
  }

  get runningCount(): number {
    return this.#plugin.listedCount
  }

  /** No messages are made of events up to this one, although they came after it. */
  keepSilentUntil(nano: bigint): void {
    if (nano <= this.#plugin.silentUntilNano) return
    this.#plugin.silentUntilNano = nano
    this.#hasChanged = true
  }

  /** Whether an event speaks of an environment whose variables were not seen, although it has them by then. */
  isStranger({ environmentId, phase }: EnvironmentMoment): boolean {
    if (environmentId === '' || this.#environments.isGone(environmentId)) return false
    const known = this.#environments.find(environmentId)
    return known === undefined ? !isBeginning(phase) : known.environment.lacksVariables(phase)
  }

  /** When the state of this moment can have been entered, where messages need it and only the core knows it exactly. */
  timeWanted(moment: EnvironmentMoment): TimeRange | null {
    const attached = this.#environments.find(moment.environmentId)
    if (attached === undefined || moment.timestampNano <= attached.sequence.lastNano) return null
    return this.#isOpen(attached) ? attached.environment.timeWanted(moment) : null
  }

  /** What the core itself says of an environment whose beginning was not seen. */
  learn(environmentId: string, learned: Learned): void {
    if (this.#environments.isGone(environmentId)) return
    this.#attached(environmentId, this.#latestNano).environment.learn(learned)
    this.#environments.touch(environmentId)
  }

  /** @param letsTimeGoOn as far as its time stamp; otherwise only `advance` does */
  accept(moment: Moment, { letsTimeGoOn = true } = {}): void {
    this.#note(moment.timestampNano)
    if (moment.kind === 'core-start') {
      if (this.#starts.accept(moment)) this.#hasChanged = true
    } else if (moment.environmentId !== '' && !this.#environments.isGone(moment.environmentId)) {
      if (moment.kind === 'run') this.#acceptRun(moment)
      else if (moment.phase !== 'aside') this.#acceptEnvironment(moment)
    }
    if (letsTimeGoOn) this.advance(moment.timestampNano)
  }

  /** Time has come to `nano` at least: what is missing from 50 ms before is given up. */
  advance(nano: bigint): void {
    if (nano > this.#reachedNano) this.#reachedNano = nano
    const limit = this.#reachedNano - PATIENCE_NANO
    for (const id of this.#environments.waiting) this.#release(id, limit)
    const startedNano = this.#starts.release(limit)
    if (startedNano !== null) this.#coreRestarted(startedNano)
  }

  /** What there is to publish and to save since the last time. */
  take(): Outcome {
    const changes: Outcome['changes'] = this.#environments.takeChanges((id) => this.#plugin.listedVars(id))
    if (this.#hasChanged) changes.set(CORE_KEY, this.#saveCore())
    this.#hasChanged = false
    return { records: this.#plugin.take(), changes }
  }

  /** What `take` gave to save, in the order in which it was saved. */
  restore(key: string, saved: SavedEnvironment): void {
    if ('gone' in saved) this.#environments.restore(key, null)
    else if ('coreStartedNano' in saved) {
      this.#starts.restore(saved)
      this.#note(this.#starts.pendingNano)
      this.#plugin.silentUntilNano = BigInt(saved.silentUntilNano)
      this.#hasChanged = false
    } else {
      const attached = this.#newAttached(key, saved)
      this.#environments.restore(key, attached)
      if (saved.listed !== null) this.#plugin.list(key, saved.listed)
      // What waits is waited for by time that goes on from here.
      this.#note(attached.sequence.latestNano)
      this.#note(attached.environment.waitsForRunSince)
    }
  }

  #note(nano: bigint | null): void {
    if (nano !== null && nano > this.#latestNano) this.#latestNano = nano
  }

  #acceptRun(moment: RunMoment): void {
    const isBegin = moment.transition === 'START_ACTIVITY' && moment.status === 'STARTED'
    if (!isBegin || moment.timestampNano < this.#starts.startedNano) return
    const attached = this.#attached(moment.environmentId, moment.timestampNano)
    this.#call(attached, attached.environment.onRun(moment), moment)
    this.#environments.touch(moment.environmentId)
  }

  #acceptEnvironment(moment: EnvironmentMoment): void {
    const { environmentId } = moment
    if (moment.timestampNano < this.#starts.startedNano) {
      this.counters.dropped += 1
      return
    }
    const attached = this.#attached(environmentId, moment.timestampNano)
    this.#act(environmentId, attached, attached.sequence.accept(moment))
  }

  #release(environmentId: string, limit: bigint): void {
    const attached = this.#environments.find(environmentId)
    if (attached === undefined) return
    const { sequence, environment } = attached
    const since = sequence.waitsSince
    if (since !== null && since < limit) this.#act(environmentId, attached, sequence.release(limit))
    const runSince = environment.waitsForRunSince
    if (runSince === null || runSince >= limit || this.#environments.isGone(environmentId)) return
    this.#call(attached, environment.releaseRun(limit), { timestampNano: runSince })
    this.#environments.touch(environmentId)
  }

  #act(environmentId: string, attached: Attached, moments: readonly EnvironmentMoment[]): void {
    for (const moment of moments) {
      this.#noteStranger(attached, moment)
      this.#call(attached, attached.environment.onMoment(moment), moment)
      if (this.#isOpen(attached)) this.#plugin.repairList(moment, attached.environment.memory)
      if (attached.environment.isOver(moment)) this.#remove(environmentId)
    }
    this.#environments.touch(environmentId)
  }

  #noteStranger({ environment }: Attached, { environmentId, phase }: EnvironmentMoment): void {
    if (!environment.lacksVariables(phase) || !BEFORE_VARIABLES.includes(environment.memory.state)) return
    this.counters.strangers += 1
    const counts = this.#gateDefault ? 'sent, without detectors and run type' : 'not sent'
    const message = `the beginning of environment ${environmentId} was not seen: its messages are ${counts}`
    this.#logger.warn({ environmentId, gateDefault: this.#gateDefault }, message)
  }

  /** Environments live in the memory of their core: those from before its start are gone, whatever they said last. */
  #coreRestarted(nano: bigint): void {
    this.#hasChanged = true
    const at = { timestampNano: nano, timestampMs: Number(nano / 1_000_000n) }
    for (const [environmentId, attached] of [...this.#environments.all]) {
      if (attached.sequence.latestNano >= nano) continue
      this.#act(environmentId, attached, attached.sequence.release(nano))
      if (this.#environments.isGone(environmentId)) continue
      this.counters.orphans += 1
      const message = `the core has started anew: environment ${environmentId} is gone`
      this.#warn(nano, { environmentId, state: attached.environment.memory.state }, message)
      this.#call(attached, attached.environment.onCoreGone(at), at)
      this.#remove(environmentId)
    }
    this.#plugin.publishList(at)
  }

  #call(attached: Attached, calls: readonly LegacyCall[], at: Pick<At, 'timestampNano'>): void {
    const { environmentId } = attached.environment.memory
    if (this.#isOpen(attached)) this.#plugin.call(environmentId, calls, at)
  }

  #isOpen({ environment }: Attached): boolean {
    const { gate } = environment
    // As the workflow compares it.
    return gate === undefined || gate === null ? this.#gateDefault : gate === 'true'
  }

  /** @param timestampNano of the event that speaks of it */
  #attached(environmentId: string, timestampNano: bigint): Attached {
    const known = this.#environments.find(environmentId)
    if (known !== undefined) return known
    this.#makeRoom(timestampNano)
    const attached = this.#newAttached(environmentId)
    this.#environments.add(environmentId, attached)
    return attached
  }

  #newAttached(environmentId: string, saved?: SavedAttached): Attached {
    return {
      environment: new AttachedEnvironment(environmentId, this.#gate, this.counters, saved?.memory),
      sequence: new EnvironmentSequence(this.counters, saved?.sequence),
    }
  }

  #makeRoom(nano: bigint): void {
    const [oldest] = this.#environments.all.keys()
    if (this.#environments.size < ENVIRONMENTS_LIMIT || oldest === undefined) return
    this.#warn(nano, { environmentId: oldest }, `too many environments: ${oldest} is forgotten`)
    this.#remove(oldest)
  }

  /** Of what is learnt in silence nobody needs to hear. */
  #warn(nano: bigint, fields: Record<string, unknown>, message: string): void {
    this.#logger[nano > this.#plugin.silentUntilNano ? 'warn' : 'debug'](fields, message)
  }

  #remove(environmentId: string): void {
    this.#plugin.unlist(environmentId, 'DONE')
    this.#environments.remove(environmentId)
  }

  #saveCore(): SavedCore {
    return { ...this.#starts.save(), silentUntilNano: String(this.#plugin.silentUntilNano) }
  }
}

/** Of an environment that has no variables yet, or of which nothing was seen. */
const BEFORE_VARIABLES: readonly string[] = ['', 'PENDING']
