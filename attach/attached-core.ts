import type { Logger, PublishRecord, VarStack } from '../plugin/host.js'
import { KafkaPlugin } from '../plugin/index.js'
import {
  AttachedEnvironment,
  type EnvironmentMemory,
  type Learned,
  type LegacyCall,
  messageVars,
  type Repairs,
} from './attached-environment.js'
import { EnvironmentSequence, type SavedSequence, type SequenceFaults } from './environment-sequence.js'
import type { CoreStartMoment, EnvironmentMoment, Moment, Phase, RunMoment } from './moment.js'
import { Outbox } from './outbox.js'

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
export interface AttachCounters extends SequenceFaults, Repairs {
  /** Entries of the running list that later events showed to be wrong. */
  listRepairs: number
  /** Environments whose beginning was not seen. */
  strangers: number
  /** Environments that were there when their core was started anew. */
  orphans: number
}

/** All that is needed to go on with an environment elsewhere; JSON. */
export type SavedEnvironment =
  | {
      memory: EnvironmentMemory
      sequence: SavedSequence
      /** Its entry in the running list; null where it has none. */
      listed: VarStack | null
    }
  /** Gone, and remembered for events that come late. */
  | { gone: true }
  /** Of the core itself. */
  | { coreStartedNano: string; pendingNano: string | null; silentUntilNano: string }

export interface Outcome {
  /** What the legacy plugin would have published, in order. */
  records: PublishRecord[]
  /** By environment id, what has changed; null: may be forgotten. */
  changes: Map<string, SavedEnvironment | null>
}

interface Attached {
  environment: AttachedEnvironment
  sequence: EnvironmentSequence
  listed: VarStack | null
}

/** How long an event that is missing is waited for, by the time stamps of others: the largest inversion seen was 2.3 ms. */
export const PATIENCE_NANO = 50_000_000n
/** Environments that are gone and may still be spoken of by events that came late. */
const GONE_LIMIT = 1000
/** A core has a handful; more than this are those whose end was never told. */
const ENVIRONMENTS_LIMIT = 20_000
/** No environment has this id: they are alphanumeric. */
const CORE_KEY = '$core'
/** Between transitions, and with no message of the state on its way. */
const AT_REST: readonly Phase[] = ['starting', 'completed', 'failed', 'gone']

/**
 * A control core, followed from outside: what it writes about its environments goes in, the records of the legacy
 * plugin come out. Nothing here waits: time goes on with the time stamps of the events.
 */
export class AttachedCore {
  readonly counters: AttachCounters = {
    ...{ reordered: 0, gaps: 0, dropped: 0 },
    ...{ late: 0, incomplete: 0, missed: 0 },
    ...{ listRepairs: 0, strangers: 0, orphans: 0 },
  }
  readonly #gate: string
  readonly #gateDefault: boolean
  readonly #logger: Logger
  readonly #outbox = new Outbox()
  readonly #plugin: KafkaPlugin
  readonly #environments = new Map<string, Attached>()
  /** Those with something that waits. */
  readonly #waiting = new Set<string>()
  readonly #gone = new Set<string>()
  readonly #changed = new Set<string>()
  readonly #forgotten = new Set<string>()
  #silentUntilNano: bigint
  #records: PublishRecord[] = []
  #nowMs = 0
  #latestNano = 0n
  /** What is missing from long before this is given up. */
  #reachedNano = 0n
  #coreStartedNano = 0n
  #pendingStart: bigint | null = null

  constructor({
    gate = 'kafka_enabled',
    gateDefault = false,
    silentUntilNano = 0n,
    logger,
  }: AttachedCoreOptions) {
    this.#gate = gate
    this.#gateDefault = gateDefault
    this.#silentUntilNano = silentUntilNano
    this.#logger = logger
    this.#plugin = new KafkaPlugin({ publisher: this.#outbox, clock: () => this.#nowMs, logger })
    void this.#plugin.init('attach')
    this.#changed.add(CORE_KEY)
    this.#outbox.take() // a plugin that starts says that nothing runs: nobody knows that here
  }

  /** Of the latest event; ns since the Unix epoch. */
  get latestNano(): bigint {
    return this.#latestNano
  }

  /** Whether something waits for events or for time to go on. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0 || this.#pendingStart !== null
  }

  get environmentCount(): number {
    return this.#environments.size
  }

  get runningCount(): number {
    return [...this.#environments.values()].filter(({ listed }) => listed !== null).length
  }

  /** No messages are made of events up to this one, although they came after it. */
  keepSilentUntil(nano: bigint): void {
    if (nano <= this.#silentUntilNano) return
    this.#silentUntilNano = nano
    this.#changed.add(CORE_KEY)
  }

  /** Whether an event speaks of an environment whose beginning was not seen. */
  isStranger(moment: Moment): boolean {
    if (moment.kind !== 'environment' || this.#gone.has(moment.environmentId)) return false
    const { vars, state } = this.#environments.get(moment.environmentId)?.environment.memory ?? NEVER_SEEN
    return vars === null && state === '' && !isBeginning(moment.phase)
  }

  /** What the core itself says of an environment whose beginning was not seen. */
  learn(environmentId: string, learned: Learned): void {
    if (this.#gone.has(environmentId)) return
    this.#attached(environmentId).environment.learn(learned)
    this.#changed.add(environmentId)
  }

  /** @param letsTimeGoOn as far as its time stamp; otherwise only `advance` does */
  accept(moment: Moment, { letsTimeGoOn = true } = {}): void {
    this.#note(moment.timestampNano)
    if (moment.kind === 'core-start') this.#acceptStart(moment)
    else if (moment.environmentId !== '' && !this.#gone.has(moment.environmentId)) {
      if (moment.kind === 'run') this.#acceptRun(moment)
      else if (moment.phase !== 'aside') this.#acceptEnvironment(moment)
    }
    if (letsTimeGoOn) this.advance(moment.timestampNano)
  }

  /** Time has come to `nano` at least: what is missing from 50 ms before is given up. */
  advance(nano: bigint): void {
    if (nano > this.#reachedNano) this.#reachedNano = nano
    const limit = this.#reachedNano - PATIENCE_NANO
    for (const id of this.#waiting) this.#release(id, limit)
    if (this.#pendingStart !== null && this.#pendingStart < limit) this.#coreRestarted(this.#pendingStart)
  }

  /** What there is to publish and to save since the last time. */
  take(): Outcome {
    const records = this.#records
    this.#records = []
    const changes = new Map([...this.#forgotten].map((id) => [id, null as SavedEnvironment | null]))
    for (const id of this.#changed) changes.set(id, this.#save(id))
    this.#changed.clear()
    this.#forgotten.clear()
    return { records, changes }
  }

  /** What `take` gave to save, in the order in which it was saved. */
  restore(key: string, saved: SavedEnvironment): void {
    if ('gone' in saved) this.#gone.add(key)
    else if ('coreStartedNano' in saved) {
      this.#coreStartedNano = BigInt(saved.coreStartedNano)
      this.#pendingStart = saved.pendingNano === null ? null : BigInt(saved.pendingNano)
      this.#note(this.#pendingStart)
      this.#silentUntilNano = BigInt(saved.silentUntilNano)
      this.#changed.delete(CORE_KEY)
    } else {
      const attached = this.#newAttached(key, saved)
      this.#environments.set(key, attached)
      this.#watch(key, attached)
      if (saved.listed !== null) this.#setListed(attached, saved.listed)
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
    if (!isBegin || moment.timestampNano < this.#coreStartedNano) return
    const attached = this.#attached(moment.environmentId)
    this.#call(attached, attached.environment.onRun(moment), moment)
    this.#touch(moment.environmentId, attached)
  }

  #acceptEnvironment(moment: EnvironmentMoment): void {
    const { environmentId } = moment
    if (moment.timestampNano < this.#coreStartedNano) {
      this.counters.dropped += 1
      return
    }
    const attached = this.#attached(environmentId)
    this.#act(environmentId, attached, attached.sequence.accept(moment))
  }

  #release(environmentId: string, limit: bigint): void {
    const attached = this.#environments.get(environmentId)
    if (attached === undefined) return
    const { sequence, environment } = attached
    const since = sequence.waitsSince
    if (since !== null && since < limit) this.#act(environmentId, attached, sequence.release(limit))
    const runSince = environment.waitsForRunSince
    if (runSince === null || runSince >= limit || !this.#environments.has(environmentId)) return
    this.#call(attached, environment.releaseRun(limit), { timestampNano: runSince })
    this.#touch(environmentId, attached)
  }

  #act(environmentId: string, attached: Attached, moments: readonly EnvironmentMoment[]): void {
    for (const moment of moments) {
      this.#noteStranger(attached, moment)
      const before = attached.environment.memory.state
      this.#call(attached, attached.environment.onMoment(moment), moment)
      this.#repairList(attached, moment)
      const isOver = moment.phase === 'gone' || (moment.phase === 'creation-failed' && !isStanding(before))
      if (isOver) this.#remove(environmentId)
    }
    this.#touch(environmentId, attached)
  }

  #noteStranger({ environment }: Attached, { environmentId, phase }: EnvironmentMoment): void {
    const { state, vars } = environment.memory
    if (vars !== null || state !== '' || isBeginning(phase)) return
    this.counters.strangers += 1
    const counts = this.#gateDefault ? 'sent, without detectors and run type' : 'not sent'
    const message = `the beginning of environment ${environmentId} was not seen: its messages are ${counts}`
    this.#logger.warn({ environmentId, gateDefault: this.#gateDefault }, message)
  }

  /** Where the state that an event shows is not what the list says, and no message of it is on its way. */
  #repairList(attached: Attached, moment: EnvironmentMoment): void {
    const isRunning = moment.state === 'RUNNING'
    if (isRunning === (attached.listed !== null) || !this.#isOpen(attached)) return
    if (!AT_REST.includes(moment.phase) && !(moment.phase === 'teardown-started' && !isRunning)) return
    const { memory } = attached.environment
    const { environmentId } = memory
    if (isRunning) {
      if (!this.#setListed(attached, messageVars(memory, 'enter_RUNNING'))) return
    } else {
      this.#plugin.environmentStateChanged(environmentId, moment.state)
      attached.listed = null
    }
    this.counters.listRepairs += 1
    const message = `the running list was wrong about ${environmentId}, which is in ${moment.state}`
    this.#logger.warn({ environmentId, state: moment.state }, message)
    // A teardown publishes the list itself.
    if (moment.phase !== 'teardown-started') this.#publishList(moment)
  }

  #acceptStart({ timestampNano }: CoreStartMoment): void {
    if (timestampNano <= this.#coreStartedNano || timestampNano === this.#pendingStart) return
    if (this.#pendingStart === null || timestampNano > this.#pendingStart) this.#pendingStart = timestampNano
    this.#changed.add(CORE_KEY)
  }

  /** Environments live in the memory of their core: those from before its start are gone, whatever they said last. */
  #coreRestarted(nano: bigint): void {
    this.#pendingStart = null
    this.#coreStartedNano = nano
    this.#changed.add(CORE_KEY)
    const at = { timestampNano: nano, timestampMs: Number(nano / 1_000_000n) }
    for (const [environmentId, attached] of [...this.#environments]) {
      if (attached.sequence.latestNano >= nano) continue
      this.#act(environmentId, attached, attached.sequence.release(nano))
      if (!this.#environments.has(environmentId)) continue
      this.counters.orphans += 1
      const message = `the core has started anew: environment ${environmentId} is gone`
      this.#logger.warn({ environmentId, state: attached.environment.memory.state }, message)
      this.#call(attached, attached.environment.onCoreGone(at), at)
      this.#remove(environmentId)
    }
    this.#publishList(at)
  }

  #call(attached: Attached, calls: readonly LegacyCall[], at: { timestampNano: bigint }): void {
    if (calls.length === 0 || !this.#isOpen(attached)) return
    for (const { func, vars, timestampMs } of calls) {
      this.#nowMs = timestampMs
      const trigger = vars['__call_trigger'] ?? ''
      const listed = trigger === 'enter_RUNNING' ? { ...vars } : null
      void this.#plugin.callStack(vars)[func]()
      const isStill = trigger === 'leave_RUNNING' || func === 'PublishStartActivityUpdate'
      if (!isStill) attached.listed = vars['__call_error'] === undefined ? listed : null
    }
    this.#collect(at)
  }

  #publishList(at: { timestampMs: number; timestampNano: bigint }): void {
    this.#nowMs = at.timestampMs
    void this.#plugin.publishActiveRuns()
    this.#collect(at)
  }

  #collect({ timestampNano }: { timestampNano: bigint }): void {
    const records = this.#outbox.take()
    if (timestampNano > this.#silentUntilNano) this.#records.push(...records)
  }

  /** Into the list, without a message. @returns whether the plugin can read its variables */
  #setListed(attached: Attached, vars: VarStack): boolean {
    const stack = { ...vars }
    void this.#plugin.callStack(stack).PublishEnterStateUpdate()
    this.#outbox.take()
    const isListed = stack['__call_error'] === undefined
    attached.listed = isListed ? vars : null
    return isListed
  }

  #isOpen({ environment }: Attached): boolean {
    const { gate } = environment
    // As the workflow compares it.
    return gate === undefined || gate === null ? this.#gateDefault : gate === 'true'
  }

  #attached(environmentId: string): Attached {
    const known = this.#environments.get(environmentId)
    if (known !== undefined) return known
    this.#makeRoom()
    const attached = this.#newAttached(environmentId)
    this.#environments.set(environmentId, attached)
    return attached
  }

  #newAttached(
    environmentId: string,
    saved?: { memory: EnvironmentMemory; sequence: SavedSequence },
  ): Attached {
    return {
      environment: new AttachedEnvironment(environmentId, this.#gate, this.counters, saved?.memory),
      sequence: new EnvironmentSequence(this.counters, saved?.sequence),
      listed: null,
    }
  }

  #makeRoom(): void {
    const [oldest] = this.#environments.keys()
    if (this.#environments.size < ENVIRONMENTS_LIMIT || oldest === undefined) return
    this.#logger.warn({ environmentId: oldest }, `too many environments: ${oldest} is forgotten`)
    this.#plugin.environmentStateChanged(oldest, 'DONE')
    this.#remove(oldest)
  }

  #touch(environmentId: string, attached: Attached): void {
    if (this.#environments.get(environmentId) !== attached) return
    this.#changed.add(environmentId)
    this.#watch(environmentId, attached)
  }

  #watch(environmentId: string, { sequence, environment }: Attached): void {
    const waits = sequence.waitsSince !== null || environment.waitsForRunSince !== null
    if (waits) this.#waiting.add(environmentId)
    else this.#waiting.delete(environmentId)
  }

  #remove(environmentId: string): void {
    this.#plugin.environmentStateChanged(environmentId, 'DONE')
    this.#environments.delete(environmentId)
    this.#waiting.delete(environmentId)
    this.#gone.add(environmentId)
    this.#changed.add(environmentId)
    const [oldest] = this.#gone
    if (this.#gone.size <= GONE_LIMIT || oldest === undefined) return
    this.#gone.delete(oldest)
    this.#changed.delete(oldest)
    this.#forgotten.add(oldest)
  }

  #save(id: string): SavedEnvironment | null {
    if (id === CORE_KEY) {
      return {
        coreStartedNano: String(this.#coreStartedNano),
        pendingNano: this.#pendingStart === null ? null : String(this.#pendingStart),
        silentUntilNano: String(this.#silentUntilNano),
      }
    }
    const attached = this.#environments.get(id)
    if (attached === undefined) return this.#gone.has(id) ? { gone: true } : null
    const { environment, sequence, listed } = attached
    return structuredClone({ memory: environment.memory, sequence: sequence.save(), listed })
  }
}

const NEVER_SEEN = { vars: null, state: '' }

const isBeginning = (phase: Phase): boolean =>
  phase === 'creating' || phase === 'loaded' || phase === 'creation-failed'

/** A creation that fails so late leaves the environment where it is, until somebody destroys it. */
const isStanding = (state: string): boolean => !['', 'PENDING', 'STANDBY'].includes(state)
