import type { Logger, PublishRecord, VarStack } from '../plugin/host.js'
import { KafkaPlugin } from '../plugin/index.js'
import { type LegacyCall, type MessageFacts, messageVars } from './legacy-call.js'
import type { EnvironmentMoment, Phase } from './moment.js'
import { Outbox } from './outbox.js'

/** When something happens; both are since the Unix epoch. */
export interface At {
  timestampMs: number
  timestampNano: bigint
}

/** Counted: where the running list had to be put right. */
export interface ListRepairs {
  /** Entries of the running list that later events showed to be wrong. */
  listRepairs: number
}

/** Between transitions, and with no message of the state on its way. */
const AT_REST: readonly Phase[] = ['starting', 'completed', 'failed', 'gone']

/** The legacy plugin beside its core: calls go in, its records come out, and its running list can be saved and put right. */
export class AttachedPlugin {
  /** Of what is called up to this moment no records come; ns since the Unix epoch. */
  silentUntilNano: bigint
  readonly #logger: Logger
  readonly #repairs: ListRepairs
  readonly #outbox = new Outbox()
  readonly #plugin: KafkaPlugin
  /** By environment id, with what the plugin was told of its run. */
  readonly #listed = new Map<string, VarStack>()
  #records: PublishRecord[] = []
  #nowMs = 0

  /** @param repairs counted up, may be shared */
  constructor(repairs: ListRepairs, silentUntilNano: bigint, logger: Logger) {
    this.#repairs = repairs
    this.silentUntilNano = silentUntilNano
    this.#logger = logger
    this.#plugin = new KafkaPlugin({ publisher: this.#outbox, clock: () => this.#nowMs, logger })
    void this.#plugin.init('attach')
    this.#outbox.take() // a plugin that starts says that nothing runs: nobody knows that here
  }

  /** Environments in the running list. */
  get listedCount(): number {
    return this.#listed.size
  }

  /** Its entry in the running list; null where it has none. */
  listedVars(environmentId: string): VarStack | null {
    return this.#listed.get(environmentId) ?? null
  }

  /** @param at of the event that leads to them */
  call(
    environmentId: string,
    calls: readonly LegacyCall[],
    { timestampNano }: Pick<At, 'timestampNano'>,
  ): void {
    for (const { func, vars, timestampMs } of calls) {
      this.#nowMs = timestampMs
      const trigger = vars['__call_trigger'] ?? ''
      const listed = trigger === 'enter_RUNNING' ? { ...vars } : null
      void this.#plugin.callStack(vars)[func]()
      const isStill = trigger === 'leave_RUNNING' || func === 'PublishStartActivityUpdate'
      if (!isStill) this.#note(environmentId, vars['__call_error'] === undefined ? listed : null)
    }
    if (calls.length > 0) this.#collect(timestampNano)
  }

  /** The running list as it is. */
  publishList({ timestampMs, timestampNano }: At): void {
    this.#nowMs = timestampMs
    void this.#plugin.publishActiveRuns()
    this.#collect(timestampNano)
  }

  /** Into the list, without a message. @returns whether the plugin can read its variables */
  list(environmentId: string, vars: VarStack): boolean {
    const stack = { ...vars }
    void this.#plugin.callStack(stack).PublishEnterStateUpdate()
    this.#outbox.take()
    const isListed = stack['__call_error'] === undefined
    this.#note(environmentId, isListed ? vars : null)
    return isListed
  }

  /** Out of the list, without a message. @param state that it is in now */
  unlist(environmentId: string, state: string): void {
    this.#plugin.environmentStateChanged(environmentId, state)
    this.#listed.delete(environmentId)
  }

  /** Puts the list right where the state that an event shows is not what it says, and no message of it is on its way. */
  repairList(moment: EnvironmentMoment, facts: MessageFacts): void {
    const { environmentId, state, phase } = moment
    const isRunning = state === 'RUNNING'
    if (isRunning === this.#listed.has(environmentId)) return
    if (!AT_REST.includes(phase) && !(phase === 'teardown-started' && !isRunning)) return
    if (!isRunning) this.unlist(environmentId, state)
    else if (!this.list(environmentId, messageVars(facts, 'enter_RUNNING'))) return
    this.#repairs.listRepairs += 1
    this.#logger.warn(
      { environmentId, state },
      `the running list was wrong about ${environmentId}, which is in ${state}`,
    )
    // A teardown publishes the list itself.
    if (phase !== 'teardown-started') this.publishList(moment)
  }

  /** What there is to publish since the last time, in order. */
  take(): PublishRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }

  #note(environmentId: string, vars: VarStack | null): void {
    if (vars === null) this.#listed.delete(environmentId)
    else this.#listed.set(environmentId, vars)
  }

  #collect(timestampNano: bigint): void {
    const records = this.#outbox.take()
    if (timestampNano > this.silentUntilNano) this.#records.push(...records)
  }
}
