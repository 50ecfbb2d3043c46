/**
 * Every error that this project makes on purpose has one of these codes; callers branch on `code`, never on
 * the text. The value says whether trying the same thing again, unchanged, can succeed.
 */
export const ERROR_CODES = {
  /** A variable that a message needs is missing or malformed; nothing was published. */
  KFK_VARS: false,
  /** The queue of unacknowledged records is full; this record was refused. */
  KFK_QUEUE_FULL: true,
  /** The record is larger than the client or the broker accepts; it will never be delivered. */
  KFK_MESSAGE_TOO_LARGE: false,
  /** No broker can be reached; the record waits in the queue. */
  KFK_BROKER_DOWN: true,
  /** The broker did not acknowledge within the call's time; the record waits in the queue. */
  KFK_TIMEOUT: true,
  /** Brokers answer, but the topic takes no records: too few replicas in sync, no leader, no disk; the record waits. */
  KFK_TOPIC_STUCK: true,
  /** The topic does not exist and cannot be made, or its name is not legal. */
  KFK_TOPIC: false,
  /** The publisher or plugin is closed, or was never initialised. */
  KFK_CLOSED: false,
  /** Records were still unacknowledged when the time to drain was over. */
  KFK_UNDELIVERED: false,
  /** A `kafkaClient` option that the built librdkafka does not know or support. */
  KFK_CLIENT_OPTION: false,
  /** Another instance has taken over what this one did; nothing of this one is written any more. */
  KFK_FENCED: true,
  /** Another process has joined the consumer group under the instance name of this one. */
  KFK_INSTANCE_TAKEN: false,
  /** A record's value is not the message that its topic promises. */
  KFK_DECODE: false,
  /** Legacy topics that cannot be checked: they or the events are not there, or it is too much at once. */
  CHECK_UNUSABLE: false,
  /** The work of attach cannot be divided into so many shares: the state topic was made for another number of them. */
  ATTACH_SHARES: false,
  /** Any other error of the Kafka client, with librdkafka's own as `cause`. */
  KFK_CLIENT: true,

  /** Settings that do not pass the schema; the message has one line per problem. */
  SETTINGS_INVALID: false,
  /** The settings or the configuration tree cannot be read or written (no such file, bad YAML, Consul unreachable, no right). */
  SETTINGS_SOURCE: true,
  /** `integrationPlugins` names a plugin that does not exist. */
  PLUGIN_UNKNOWN: false,

  /** A workflow template that cannot be loaded; the message has file, line and construct. */
  TEMPLATE_INVALID: false,
  /** A scenario file that cannot be read; the message has file, line and step. */
  SCENARIO_INVALID: false,

  /** No environment has that id. */
  ENVIRONMENT_UNKNOWN: false,
  /** The core has as many environments, or as many of their variables, as it takes. */
  ENVIRONMENT_LIMIT: true,
  /** A detector of the new environment belongs to another one. */
  DETECTOR_IN_USE: true,
  /** A host is in no detector's inventory. */
  HOST_UNKNOWN: false,
  /** The state machine does not allow the event in the current state. */
  EVENT_INAPPROPRIATE: false,
  /** The environment is being destroyed, or is gone; what was asked for did not begin. */
  ENVIRONMENT_LEAVING: false,
  /** A transition that clients may not ask for, or that does not exist. */
  TRANSITION_INVALID: false,
  /** A critical hook failed or timed out. */
  HOOK_FAILED: true,
  /** Tasks failed, refused or did not answer a transition. */
  TASKS_FAILED: true,
  /** A call's function failed or does not exist. */
  CALL_FAILED: true,
  /** No run number: its store cannot be read or written, or is behind this core. */
  RUN_NUMBER: true,

  /** The address of an interface cannot be listened on: taken, not allowed, not of this machine. */
  LISTEN: true,
  /** A certificate or key that cannot be read or used. */
  GRPC_CREDENTIALS: false,
  /** A request to an interface that is malformed; the message names the field. */
  REQUEST_INVALID: false,
  /** No workflow template has that name. */
  TEMPLATE_UNKNOWN: false,
  /** A repository of workflow templates cannot be read, cloned or refreshed. */
  TEMPLATE_REPOSITORY: true,
  /** No task has that id. */
  TASK_UNKNOWN: false,
  /** The core is shutting down and takes no requests. */
  CORE_CLOSING: false,
  /** No core answers at the address. */
  CORE_UNREACHABLE: true,
  /** A core did not answer in time; what was asked of it may still happen. */
  CORE_TIMEOUT: false,
  /** A core refused what it was asked; its gRPC status is the cause. */
  CORE_REFUSED: false,
} as const

export type ErrorCode = keyof typeof ERROR_CODES

/** The one error class of the project. `cause` keeps what lies beneath, librdkafka's number included. */
export class AliecsError extends Error {
  override readonly name = 'AliecsError'
  readonly code: ErrorCode

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }

  /** Whether the same thing, tried again unchanged, can succeed. */
  get retryable(): boolean {
    return ERROR_CODES[this.code]
  }
}

/** The text of anything that was thrown, for logs and for `__call_error_reason`. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}
