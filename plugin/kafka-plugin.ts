import { destination, pino } from 'pino'
import { AliecsError, messageOf } from '../errors.js'
import { excerpt, quoted } from '../excerpt.js'
import { parseGoDuration } from '../go-duration.js'
import { timerDelay } from '../timers.js'
import { ActiveRuns } from './active-runs.js'
import {
  activeRunsList,
  enterStateUpdate,
  leaveStateUpdate,
  type Publication,
  startActivityUpdate,
} from './functions.js'
import type {
  Clock,
  ConnectionState,
  IntegrationPlugin,
  Logger,
  ManagedPublisher,
  PluginCall,
  Publisher,
  PublisherStats,
  PublishRecord,
  PublishResult,
  VarStack,
} from './host.js'
import { publishGuarded } from './publish-guarded.js'
import { RUNNING_LIST_TOPIC } from './topics.js'

/** How long a call waits for the acknowledgement where `__call_timeout` does not say. */
const DEFAULT_CALL_TIMEOUT_MS = 5000
const DEFAULT_DRAIN_TIMEOUT_MS = 10_000

export interface KafkaPluginOptions {
  /** Where the messages go. One with `close` is closed by `destroy`. */
  publisher: Publisher | ManagedPublisher
  /** The `timestamp` of all messages; Date.now where not given. */
  clock?: Clock
  /** Warnings to stderr where not given. */
  logger?: Logger
  /**
   * Limit in ms of the drain in `destroy`. A longer delay than Node's longest timer (almost 25 days), `Infinity` included,
   * counts as that; a negative one as 0.
   *
   * @default 10_000
   */
  drainTimeoutMs?: number
}

/** The functions that call roles of a workflow template name in `func`, as `kafka.PublishEnterStateUpdate()`. */
export interface KafkaCallStack extends Record<string, PluginCall> {
  /** On enter_<STATE> and DESTROY: the state message and the list of environments in RUNNING. */
  PublishEnterStateUpdate: PluginCall
  /** On leave_<STATE>. */
  PublishLeaveStateUpdate: PluginCall
  /** On before_START_ACTIVITY or after_START_ACTIVITY. */
  PublishStartActivityUpdate: PluginCall
}

type BuildPublication = (vars: VarStack, activeRuns: ActiveRuns, now: number) => Publication

/**
 * The legacy Kafka plugin of AliECS: one message per state entered or left, and with each entry the list of all
 * environments in RUNNING. Life: new → `init` → open → `destroy` → closed; calls are served while open.
 * Source: AliceO2Group/Control, core/integration/kafka/plugin.go; docs/ says where this one differs.
 */
export class KafkaPlugin implements IntegrationPlugin {
  readonly #publisher: Publisher & Partial<ManagedPublisher>
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #drainTimeoutMs: number
  readonly #activeRuns = new ActiveRuns()
  /** Each bounded by its call's timeout. */
  readonly #running = new Set<Promise<PublishResult>>()
  #life: 'new' | 'open' | 'closed' = 'new'
  #closing: Promise<void> | undefined

  constructor(options: KafkaPluginOptions) {
    if (typeof options.publisher?.publish !== 'function') {
      throw new AliecsError('KFK_CLIENT', 'publisher: expected an object with a function publish')
    }
    this.#publisher = options.publisher
    const { clock = Date.now } = options
    this.#clock = () => Math.trunc(clock()) // a clock with fractions cannot be written as a uint64
    this.#logger = options.logger ?? pino({ name: 'kafka', level: 'warn' }, destination(2))
    this.#drainTimeoutMs = timerDelay(options.drainTimeoutMs, DEFAULT_DRAIN_TIMEOUT_MS)
  }

  getName(): string {
    return 'kafka'
  }

  getPrettyName(): string {
    return 'Kafka FSM transition information service'
  }

  /** The brokers, `host:port[,host:port…]`; empty for a publisher that knows none. */
  getEndpoint(): string {
    return this.#publisher.endpoint ?? ''
  }

  /** As the publisher sees its broker; a publisher that cannot tell counts as READY while the plugin is open. */
  getConnectionState(): ConnectionState {
    if (this.#life === 'closed') return 'SHUTDOWN'
    if (this.#publisher.connectionState !== undefined) return this.#publisher.connectionState
    return this.#life === 'open' ? 'READY' : 'CONNECTING'
  }

  /** JSON: `PublisherStats` and the number of active runs. */
  getData(_environmentIds: readonly string[]): string {
    const stats: Partial<PublisherStats> = this.#publisher.stats?.() ?? {}
    return JSON.stringify({ ...stats, activeRuns: this.#activeRuns.size })
  }

  /** Nothing is known of single environments beyond what the core knows. */
  getEnvironmentsData(_environmentIds: readonly string[]): Record<string, string> {
    return {}
  }

  getEnvironmentsShortData(environmentIds: readonly string[]): Record<string, string> {
    return this.getEnvironmentsData(environmentIds)
  }

  /**
   * Opens the plugin and publishes the empty list. A broker that cannot be reached is no error: the list waits in
   * the publisher's queue.
   *
   * @throws AliecsError KFK_CLOSED when called a second time
   */
  async init(instanceName: string): Promise<void> {
    if (this.#life !== 'new') throw new AliecsError('KFK_CLOSED', `init of a plugin that is ${this.#life}`)
    this.#life = 'open'
    const result = await this.publishActiveRuns()
    if (result.status === 'delivered') return
    const fields = { instanceName, topic: RUNNING_LIST_TOPIC, status: result.status, code: result.error.code }
    // The publisher logs the reason of an outage, once.
    if (result.status === 'queued' && result.error.code === 'KFK_BROKER_DOWN') {
      this.#logger.info(fields, 'the empty list of active runs waits in the queue')
      return
    }
    this.#logger.warn(fields, `the empty list of active runs is not delivered: ${result.error.message}`)
  }

  callStack(varStack: VarStack): KafkaCallStack {
    const bind =
      (name: string, build: BuildPublication): PluginCall =>
      () =>
        this.#call(name, build, varStack)
    return {
      PublishEnterStateUpdate: bind('PublishEnterStateUpdate', enterStateUpdate),
      PublishLeaveStateUpdate: bind('PublishLeaveStateUpdate', leaveStateUpdate),
      PublishStartActivityUpdate: bind('PublishStartActivityUpdate', startActivityUpdate),
    }
  }

  objectStack(_varStack: VarStack, _baseConfigStack: VarStack): Record<string, unknown> {
    return {}
  }

  /** Keeps the list true where no hook speaks: forced ERROR, DONE. */
  environmentStateChanged(environmentId: string, state: string): void {
    if (state !== 'RUNNING') this.#activeRuns.delete(environmentId.toWellFormed())
  }

  /** Keeps the list true where a forced teardown ended the run, and then could not go on. */
  runEnded(environmentId: string): void {
    this.#activeRuns.delete(environmentId.toWellFormed())
  }

  /** Publishes the list as it is now: for a host that had to correct it where no hook speaks. */
  async publishActiveRuns(): Promise<PublishResult> {
    return this.#publish([activeRunsList(this.#activeRuns, this.#clock())], DEFAULT_CALL_TIMEOUT_MS)
  }

  /**
   * Refuses new calls, waits for what is not acknowledged yet, closes the publisher.
   *
   * @throws AliecsError KFK_UNDELIVERED naming the records that were given up
   */
  destroy(): Promise<void> {
    this.#life = 'closed'
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #publish(records: PublishRecord[], timeoutMs: number): Promise<PublishResult> {
    const running = publishGuarded(this.#publisher, records, timeoutMs)
    this.#running.add(running)
    try {
      return await running
    } finally {
      this.#running.delete(running)
    }
  }

  async #close(): Promise<void> {
    if (!this.#publisher.close) await Promise.allSettled(this.#running)
    const undelivered = (await this.#publisher.close?.(this.#drainTimeoutMs)) ?? []
    if (undelivered.length === 0) return
    const named = undelivered.slice(0, 10).map(({ topic, key }) => `${topic} (${key ?? 'no key'})`)
    const more = undelivered.length > named.length ? ` and ${undelivered.length - named.length} more` : ''
    throw new AliecsError(
      'KFK_UNDELIVERED',
      `${undelivered.length} records not delivered: ${named.join(', ')}${more}`,
    )
  }

  /** Everything up to the promise of `publish` is one step: snapshot of the list and enqueueing cannot come apart. */
  async #call(name: string, build: BuildPublication, varStack: VarStack): Promise<string> {
    // A host may call again with the same variables: an earlier failure must not outlive a success.
    delete varStack['__call_error']
    delete varStack['__call_error_reason']
    try {
      if (this.#life !== 'open') throw new AliecsError('KFK_CLOSED', `the kafka plugin is ${this.#life}`)
      const { records, parsed } = build(varStack, this.#activeRuns, this.#clock())
      if (parsed.badRunNumber !== undefined) {
        const fields = { environmentId: parsed.envInfo.environmentId, trigger: parsed.trigger }
        const runNumber = varStack['run_number']
        const got = runNumber === undefined ? 'nothing' : quoted(runNumber)
        this.#logger.warn(fields, `variable run_number: expected a uint32, got ${got}: published without it`)
      }
      const timeoutMs = this.#callTimeoutMs(varStack)
      this.#report(name, varStack, await this.#publish(records, timeoutMs))
    } catch (error) {
      this.#fail(name, varStack, error)
    }
    return ''
  }

  #callTimeoutMs(varStack: VarStack): number {
    const text = varStack['__call_timeout']
    if (text === undefined) return DEFAULT_CALL_TIMEOUT_MS
    const timeoutMs = parseGoDuration(text)
    if (timeoutMs !== null) return timeoutMs
    this.#logger.warn(
      { __call_timeout: excerpt(text) },
      `__call_timeout: expected a duration such as "5s": taking 5s`,
    )
    return DEFAULT_CALL_TIMEOUT_MS
  }

  #report(name: string, varStack: VarStack, result: PublishResult): void {
    if (result.status !== 'delivered') this.#fail(name, varStack, result.error, result.status)
  }

  /** How a plugin tells its host: in the var stack. */
  #fail(name: string, varStack: VarStack, error: unknown, status = 'failed'): void {
    const reason = messageOf(error)
    varStack['__call_error'] = `kafka.${name} call ${status}`
    varStack['__call_error_reason'] = reason
    const code = error instanceof AliecsError ? error.code : undefined
    const fields = {
      environmentId: excerpt(varStack['environment_id'] ?? ''),
      trigger: excerpt(varStack['__call_trigger'] ?? ''),
      code,
      status,
    }
    this.#logger.warn(fields, `kafka.${name}: ${reason}`)
  }
}
