import { z } from 'zod'
import type { SavedEnvironment } from './attached-core.js'
import type { Phase } from './moment.js'
import { isPhase } from './succession.js'

/** Of the shape of what is saved; another one is not read. */
export const SAVED_VERSION = 1

const versioned = z.looseObject({ version: z.number() })

/** ns since the Unix epoch, as text. */
const nano = z.string().regex(/^\d+$/, 'expected digits')
const vars = z.record(z.string(), z.string())
const enterStateTime = z.string().nullable()

const position = {
  phase: z.custom<Phase>(isPhase, 'expected a phase'),
  transition: z.string(),
  state: z.string(),
  hasFailed: z.boolean(),
}

const held = z.object({
  ...position,
  kind: z.literal('environment'),
  environmentId: z.string(),
  timestampMs: z.number(),
  timestampNano: nano,
  stepState: z.string(),
  runNumber: z.number(),
  vars: vars.nullable(),
  enterStateTime: z.string().exactOptional(),
})

const run = z.object({ timestampMs: z.number(), timestampNano: nano, runNumber: z.number() })

const activity = z.object({
  startedNano: nano,
  enterStateTime,
  hasTold: z.boolean(),
  reachedNano: nano.nullable(),
  isOver: z.boolean(),
  prepared: run.nullable(),
})

const memory = z.object({
  environmentId: z.string(),
  vars: vars.nullable(),
  state: z.string(),
  enterStateTime,
  hasExactTime: z.boolean(),
  runNumber: z.number(),
  hasTold: z.object({ leave: z.boolean(), enter: z.boolean() }),
  activity: activity.nullable(),
  runs: z.array(run),
})

const attached = z.object({
  memory,
  sequence: z.object({ last: z.object(position).nullable(), lastNano: nano, held: z.array(held) }),
  listed: vars.nullable(),
})

const core = z.object({ coreStartedNano: nano, pendingNano: nano.nullable(), silentUntilNano: nano })

const gone = z.object({ gone: z.literal(true) })

/** @throws Error naming the field that is not as this version saves it */
export function savedEnvironment(json: unknown): SavedEnvironment {
  const { version, ...saved } = parsed(versioned, json)
  if (version !== SAVED_VERSION) throw new Error(`version ${version}, expected ${SAVED_VERSION}`)
  if ('gone' in saved) return parsed(gone, saved)
  return 'coreStartedNano' in saved ? parsed(core, saved) : parsed(attached, saved)
}

function parsed<T>(shape: z.ZodType<T>, json: unknown): T {
  const result = shape.safeParse(json)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const path = issue?.path.join('.') ?? ''
  throw new Error(`${path === '' ? '' : `${path}: `}${issue?.message ?? 'not what is expected'}`)
}
