import type { AliecsError } from '../errors.js'

/**
 * What an integration plugin and its host know of each other: types only, so that the plugin knows no control core
 * and no Kafka client, and a control core knows no plugin.
 */

/** Variable names to values, all strings, as AliECS keeps them; what is not set is not there. */
export type VarStack = Record<string, string>

/** Milliseconds since the Unix epoch. */
export type Clock = () => number

/** As gRPC names the states of a channel. */
export type ConnectionState = 'READY' | 'CONNECTING' | 'TRANSIENT_FAILURE' | 'SHUTDOWN'

export type PublishRecord = { topic: string; key: string | null; value: Uint8Array }

export type PublishResult =
  /** Every record is acknowledged by the broker. */
  | { status: 'delivered' }
  /** Not yet: kept, in order, delivered when the broker is back. */
  | { status: 'queued'; error: AliecsError }
  /** At least one record will never be delivered. */
  | { status: 'failed'; error: AliecsError }

export interface Publisher {
  /**
   * Takes the records into the queue, in order, before it returns its promise: two calls made one after the other
   * are delivered in that order, whatever is awaited.
   *
   * @returns never rejects
   */
  publish(records: PublishRecord[], options: PublishOptions): Promise<PublishResult>
}

/** Options of one call of `publish`. */
export interface PublishOptions {
  /** Time to wait for the acknowledgement in ms, before the result is `queued`. */
  timeoutMs: number
}

/** Figures of a publisher since it was made. */
export interface PublisherStats {
  /** Records taken but not acknowledged yet, and their size. */
  queued: number
  queuedBytes: number
  delivered: number
  failed: number
  /** The last error, whatever it led to; null if there was none. */
  lastError: string | null
  /** Topics in trouble while brokers answer; absent if there is none. */
  stuckTopics?: readonly StuckTopic[]
  /** Time in ms for which the broker throttles each request; absent while it does not. */
  throttledMs?: number
}

/** A topic that takes no records although brokers answer, because of its replicas, its leader, its disk or missing rights. */
export interface StuckTopic {
  topic: string
  /** Begin of the trouble, ms since the Unix epoch. */
  sinceMs: number
  /** The broker's reason, as far as it is known. */
  reason: string
  /** Records that wait for the topic. */
  queued: number
}

/** A record that was given up when the publisher closed. */
export interface Undelivered {
  topic: string
  key: string | null
}

/** A publisher that knows its broker, as `createKafkaPublisher` makes them. */
export interface ManagedPublisher extends Publisher {
  /** The brokers, as configured: `host:port[,host:port…]`. */
  readonly endpoint: string
  readonly connectionState: ConnectionState
  /** Reason of `TRANSIENT_FAILURE`, with what to check; null in every other state. */
  readonly connectionError: string | null
  stats(): PublisherStats
  /**
   * Refuses new records, drains the queue until all records are acknowledged or the time is over, and disconnects.
   * A second call returns the promise of the first one.
   *
   * @param timeoutMs limit of the drain
   * @returns the records that were given up, in order
   */
  close(timeoutMs: number): Promise<Undelivered[]>
}

/** The part of a logger that a plugin uses: fields first, then the sentence. pino's loggers fit. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

/** A function of a plugin, as a call role names it in `func`. Failure is written into the var stack, never thrown. */
export type PluginCall = () => Promise<string>

/** What a call can reach of its workflow, beside its own var stack, which is gone when it ends. */
export interface CallWorkflow {
  /** In the root role, where all later calls see it. */
  setRootVar(name: string, value: string): void
  deleteRootVar(name: string): void
  /** Of each leaf role, the variables that the workflow itself gives it. */
  leafVars(): VarStack[]
}

/** How far an operation on a service has come, or a step of it. */
export type OperationStatus = 'STARTED' | 'ONGOING' | 'DONE_OK' | 'DONE_ERROR' | 'DONE_TIMEOUT'

/** A moment of an operation on one of the services around the control core: DCS, ODC… */
export interface IntegratedServiceEvent {
  /** Empty where it concerns no environment. */
  environmentId: string
  /** The full path of the role that called. */
  name: string
  /** As the role says it: `dcs.StartOfRun()`. */
  operationName: string
  operationStatus: OperationStatus
  operationStep: string
  operationStepStatus: OperationStatus
  /** Only where something went wrong. */
  error?: string
  /** JSON text; empty where the step has none. */
  payload: string
  /** When it happened, if that was not just now. */
  timestampMs?: number
}

/**
 * A plugin of the control core.
 * Source: AliceO2Group/Control, core/integration/plugin.go, Plugin.
 */
export interface IntegrationPlugin {
  getName(): string
  getPrettyName(): string
  getEndpoint(): string
  getConnectionState(): ConnectionState
  /** JSON text about the plugin as a whole. */
  getData(environmentIds: readonly string[]): string
  getEnvironmentsData(environmentIds: readonly string[]): Record<string, string>
  getEnvironmentsShortData(environmentIds: readonly string[]): Record<string, string>
  init(instanceName: string): Promise<void>
  /**
   * The functions that call roles may name, bound to the call's var stack.
   *
   * @param workflow only where a call is going to be made
   */
  callStack(varStack: VarStack, workflow?: CallWorkflow): Record<string, PluginCall>
  /** The functions that template expressions may name. */
  objectStack(varStack: VarStack, baseConfigStack: VarStack): Record<string, unknown>
  /**
   * Told of every change of state, at the moment it happens: those without hooks too (ERROR forced after a failed
   * GO_ERROR, DONE after a teardown), which a plugin could not know of otherwise.
   */
  environmentStateChanged?(environmentId: string, state: string): void
  /** The run is over although the environment is still in RUNNING: a forced teardown, whose tasks may stay. */
  runEnded?(environmentId: string): void
  /** @throws AliecsError KFK_UNDELIVERED or the like, when something could not be brought to its end */
  destroy(): Promise<void>
}
