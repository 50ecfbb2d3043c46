import { z } from 'zod'

/**
 * What the page and the daemon say to each other over HTTP: JSON below /api, and the events of /api/stream. The page imports the
 * types, the server checks and documents with the schemas. Times are ms since the Unix epoch. docs/reference/page-api.md has
 * the requests.
 */

const time = () => z.int().describe('ms since the Unix epoch')
const nullable = <T extends z.ZodType>(type: T, description: string) => type.nullable().describe(description)

/** A refusal, or something that went wrong; with every status of 400 and above. */
export const apiErrorSchema = z.object({
  error: z.object({
    code: z
      .string()
      .describe('for programs: UNAUTHORIZED, REQUEST_INVALID, or a code of docs/reference/errors.md'),
    message: z.string().describe('for people; one line per problem'),
  }),
})
export type ApiError = z.output<typeof apiErrorSchema>

/** PENDING: the workflow is being loaded, only `id`, `template` and times are known. */
export const ENVIRONMENT_STATES = [
  'PENDING',
  'STANDBY',
  'DEPLOYED',
  'CONFIGURED',
  'RUNNING',
  'ERROR',
  'DONE',
] as const
export const environmentStateSchema = z.enum(ENVIRONMENT_STATES)
export type EnvironmentState = z.output<typeof environmentStateSchema>

/** What a client may ask for with `POST /api/environments/{id}/control`. */
export const CONTROL_TRANSITIONS = [
  'DEPLOY',
  'CONFIGURE',
  'RESET',
  'START_ACTIVITY',
  'STOP_ACTIVITY',
] as const
export const controlTransitionSchema = z.enum(CONTROL_TRANSITIONS)
export type ControlTransition = z.output<typeof controlTransitionSchema>

/** Variable names to values, all of them text. */
export const varsSchema = z.record(z.string(), z.string())
export type Vars = z.output<typeof varsSchema>

/** `GET /api/info` */
export const infoSchema = z.object({
  instanceName: z.string(),
  version: z.string(),
  frameworkId: z.string(),
  hostname: z.string(),
  startedMs: time(),
  detectors: z.object({
    all: z.array(z.string()),
    active: z.array(z.string()).describe('of environments that are there'),
    available: z.array(z.string()),
    hosts: z.record(z.string(), z.array(z.string())).describe('of each detector, from the configuration'),
  }),
  addresses: z.object({
    control: nullable(z.string(), 'host:port of o2control.Control; null where it is not served'),
    apricot: nullable(z.string(), 'host:port of apricot.Apricot; null where it is not served'),
    page: z.string().describe('http://host:port'),
  }),
})
export type Info = z.output<typeof infoSchema>

/** The calls of the kafka plugin that an environment made, and how they ended. */
export const kafkaCallsSchema = z.object({
  ended: z.int().describe('how many'),
  failed: z.int().describe('how many of them'),
  lastFailed: z.boolean().describe('whether the last one did: what it had to say came late, or never'),
  error: nullable(z.string(), 'of the last one that failed'),
})
export type KafkaCalls = z.output<typeof kafkaCallsSchema>

/** An environment in a row: `GET /api/environments`, newest last, and the event `environment`. */
export const environmentSummarySchema = z.object({
  id: z.string(),
  state: environmentStateSchema,
  currentTransition: nullable(z.string(), 'on its way: a transition, CREATE or DESTROY'),
  runNumber: nullable(z.int(), 'of the run that is on'),
  runType: nullable(z.string(), 'the variable run_type'),
  detectors: z.array(z.string()),
  hosts: z.int().describe('how many'),
  tasks: z.int().describe('how many'),
  template: z.string().describe('as it was asked for'),
  createdMs: time(),
  enteredStateMs: time(),
  kafkaEnabled: z.boolean().describe('whether its workflow has calls of the kafka plugin'),
  kafkaCalls: kafkaCallsSchema,
  lastError: nullable(z.string(), 'of the last transition that failed'),
  warnings: z.array(z.string()).describe('what is allowed, and most likely not what was meant'),
  allowedTransitions: z.array(controlTransitionSchema).describe('none while a transition is on its way'),
})
export type EnvironmentSummary = z.output<typeof environmentSummarySchema>

/** A role; the tree is a list in the order of the template, parents before their children. */
export const roleSchema = z.object({
  path: z.string().describe('dotted, from the root'),
  name: z.string(),
  depth: z.int().describe('0 for the root'),
  kind: z.enum(['aggregator', 'call', 'task']),
  state: nullable(z.string(), 'null where it has none, as calls'),
  status: z.string().describe('INACTIVE, PARTIAL, ACTIVE or INVARIANT'),
  critical: nullable(z.boolean(), 'null for aggregators'),
  func: nullable(z.string(), 'of a call: kafka.PublishEnterStateUpdate()'),
  trigger: nullable(z.string(), 'of a call and of a task that is a hook, with its weight'),
  await: nullable(z.string(), 'as trigger'),
  timeout: nullable(z.string(), 'a Go duration, where there is a trigger'),
  taskClass: nullable(z.string(), 'of a task'),
  hostname: nullable(z.string(), 'of a task'),
})
export type RoleView = z.output<typeof roleSchema>

export const taskSchema = z.object({
  id: z.string(),
  path: z.string().describe('of its role'),
  className: z.string(),
  hostname: z.string(),
  state: z.string(),
  status: z.string(),
  critical: z.boolean(),
})
export type TaskView = z.output<typeof taskSchema>

export const HAPPENING_KINDS = [
  'creation',
  'transition',
  'step',
  'state',
  'run',
  'call',
  'task',
  'error',
  'teardown',
] as const

/** Something that happened in an environment: the event `happening`, and its history. */
export const happeningSchema = z.object({
  environmentId: z.string(),
  timestampMs: time(),
  state: environmentStateSchema.describe('of the environment at that moment'),
  runNumber: z.int().nullable(),
  transition: nullable(z.string(), 'in the course of which it happened; CREATE and DESTROY among them'),
  kind: z.enum(HAPPENING_KINDS),
  name: z
    .string()
    .describe(
      'of the transition, the step (before_E, leave_S, tasks_E, enter_S, after_E), the call or task (its role path)…',
    ),
  detail: nullable(z.string(), 'of a call its function, of a task its state, of a state where it comes from'),
  status: z
    .enum(['started', 'done', 'failed', 'noted'])
    .describe('started is followed by done or failed of the same kind and name; noted stands for itself'),
  error: z.string().nullable(),
})
export type Happening = z.output<typeof happeningSchema>

/** `GET /api/environments/{id}` */
export const environmentDetailSchema = environmentSummarySchema.extend({
  vars: varsSchema.describe('from the configuration (o2/runtime/aliecs/vars)'),
  defaults: varsSchema.describe('from the configuration (o2/runtime/aliecs/defaults)'),
  userVars: varsSchema.describe('given at its creation, and what the core added'),
  effectiveVars: varsSchema.describe('all of them as the root role sees them'),
  roles: z.array(roleSchema),
  taskList: z.array(taskSchema),
  history: z.array(happeningSchema).describe('oldest first, the last 500'),
  gone: z
    .boolean()
    .describe('destroyed (DONE), or it could not be made (ERROR): summary and history are kept for a while'),
})
export type EnvironmentDetail = z.output<typeof environmentDetailSchema>

/** `POST /api/environments` */
export const createEnvironmentSchema = z.strictObject({
  template: z
    .string()
    .min(1)
    .max(1024)
    .describe('a reference of GET /api/templates, or the name of a template in the default repository'),
  vars: z.record(z.string().min(1).max(256), z.string().max(65_536)).default({}),
})
export type CreateEnvironmentRequest = z.input<typeof createEnvironmentSchema>

/** 202: it is on its way; what becomes of it comes by the stream. */
export const createdSchema = z.object({ id: z.string() })
export type Created = z.output<typeof createdSchema>

/** `POST /api/environments/{id}/control` */
export const controlRequestSchema = z.strictObject({ transition: controlTransitionSchema })
export type ControlRequest = z.output<typeof controlRequestSchema>

/** Also where the transition failed: `error` says why, and `state` is ERROR then. */
export const controlOutcomeSchema = z.object({
  id: z.string(),
  state: environmentStateSchema,
  runNumber: z.int().nullable(),
  error: z.string().nullable(),
})
export type ControlOutcome = z.output<typeof controlOutcomeSchema>

/** `DELETE /api/environments/{id}?force=true` */
export const destroyQuerySchema = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .default('false')
    .describe('from any state, without STOP_ACTIVITY and RESET'),
})
export const destroyedSchema = z.object({ id: z.string() })
export type Destroyed = z.output<typeof destroyedSchema>

/** A variable tagged `!public`, as the template specifies it. */
export const variableSpecSchema = z.object({
  name: z.string(),
  value: z.string().describe('its default; one in the configuration goes before that of the template'),
  type: z.string().optional(),
  label: z.string().optional(),
  description: z.string().optional(),
  widget: z.string().optional(),
  panel: z.string().optional(),
  values: z.array(z.string()).optional(),
  index: z.string().optional(),
  rows: z.string().optional(),
  visibleif: z.string().optional(),
  enabledif: z.string().optional(),
})
export type VariableSpecView = z.output<typeof variableSpecSchema>

/** `GET /api/templates`, those of the default repository first. */
export const templateSchema = z.object({
  reference: z.string().describe('for POST /api/environments: repository/workflows/name@revision'),
  name: z.string(),
  repo: z.string(),
  revision: z.string(),
  isDefault: z.boolean().describe('of the default repository at its default revision'),
  description: z.string(),
  variables: z.array(variableSpecSchema),
})
export type TemplateView = z.output<typeof templateSchema>
export const templatesSchema = z.array(templateSchema)

/** A record as it was read back from Kafka: `GET /api/records`, newest first, and the event `record`. */
export const recordSchema = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.int(),
  key: z.string().nullable(),
  timestampMs: time(),
  type: nullable(z.string(), 'of the message; null for a tombstone and for what cannot be decoded'),
  environmentId: nullable(z.string(), 'null where it is about none, or about several'),
  runNumber: z.int().nullable(),
  summary: z.string().describe('one line'),
  json: z.unknown().describe("the message in protobuf's JSON mapping; null where there is none"),
})
export type RecordView = z.output<typeof recordSchema>

/** How many records, events and rows are kept. */
export const KEPT = 2000

/** `GET /api/records?…`: all that is given has to fit. */
export const recordsQuerySchema = z.strictObject({
  topic: z.string().max(300).optional().describe('part of the topic'),
  env: z.string().max(100).optional().describe('an environment id'),
  run: z.coerce.number().int().min(0).optional().describe('a run number'),
  text: z.string().max(300).optional().describe('in topic, key, summary or JSON; case does not count'),
  limit: z.coerce.number().int().min(1).max(KEPT).default(200),
})
export type RecordsQuery = z.input<typeof recordsQuerySchema>
export const recordsSchema = z.array(recordSchema)

/** `GET /api/kafka` and the event `kafka`: producers since the start, all of them together. */
export const kafkaFiguresSchema = z.object({
  enabled: z.boolean().describe('the setting enableKafka'),
  pluginLoaded: z.boolean().describe('whether the kafka plugin is loaded'),
  connectionState: z
    .enum(['READY', 'CONNECTING', 'TRANSIENT_FAILURE', 'SHUTDOWN'])
    .describe('of several the worst'),
  endpoint: z.string().describe('host:port[,host:port…]'),
  queued: z.int(),
  queuedBytes: z.int(),
  delivered: z.int(),
  failed: z.int(),
  stuckTopics: z
    .array(
      z.object({
        topic: z.string(),
        sinceMs: time(),
        reason: z.string().describe('of the broker, as far as it is known'),
        queued: z.int().describe('records that wait for the topic'),
      }),
    )
    .describe('topics that take no records although brokers answer'),
  throttledMs: z
    .number()
    .nullable()
    .describe('time for which the broker throttles each request; null while it does not'),
  lastError: z.string().nullable(),
  latency: z
    .object({ p50Ms: z.number(), p99Ms: z.number(), count: z.int() })
    .nullable()
    .describe(
      'from publish to acknowledgement, of the last 1,000 that were delivered; null before the first',
    ),
  topics: z.array(z.string()).describe('that are read back'),
  reading: z.boolean().describe('whether records are being read back just now'),
  unreadable: z
    .array(z.object({ topic: z.string(), partition: z.int(), reason: z.string() }))
    .describe('partitions whose records cannot be read back now'),
})
export type KafkaFigures = z.output<typeof kafkaFiguresSchema>

/** A run as the records tell it: `GET /api/runs`, oldest first, and the event `run`. */
export const runSchema = z.object({
  runNumber: z.int(),
  environmentId: z.string(),
  runType: z.string().nullable(),
  detectors: z.array(z.string()),
  startMs: time().describe('SOR: aliecs.env_state.RUNNING'),
  endMs: nullable(time(), 'EOR: aliecs.env_leave_state.RUNNING; null while the run is on'),
})
export type Run = z.output<typeof runSchema>
export const runsSchema = z.array(runSchema)

export const environmentsSchema = z.array(environmentSummarySchema)

/** It is destroyed, or its creation failed. */
export const environmentGoneSchema = z.object({
  id: z.string(),
  timestampMs: time(),
  error: nullable(z.string(), 'why it could not be made'),
})
export type EnvironmentGone = z.output<typeof environmentGoneSchema>

/**
 * Events of `GET /api/stream` (Server-Sent Events): name → data. `reset` comes first on a new connection and where the events
 * since `Last-Event-ID` are not kept any more: whatever the page knows it has to ask for again, after it.
 */
export const streamEventSchemas = {
  reset: z.object({}),
  environment: environmentSummarySchema,
  'environment-gone': environmentGoneSchema,
  happening: happeningSchema,
  record: recordSchema,
  kafka: kafkaFiguresSchema,
  run: runSchema,
} as const
export type StreamEvents = {
  [Name in keyof typeof streamEventSchemas]: z.output<(typeof streamEventSchemas)[Name]>
}
export type StreamEventName = keyof StreamEvents
