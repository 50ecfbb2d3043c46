import { z } from 'zod'
import { CLIENT_EVENTS, STATES } from '../fsm.js'
import { TASK_COMMANDS, TASK_EVENTS } from '../task.js'

/** What people read about a key of a step: in the reference, and in the message about a value that does not fit. */
export interface FieldInfo {
  /** What a value looks like; completes "expected …". */
  expected: string
  description: string
}

const fieldInfo = z.registry<FieldInfo>()
const STATE_NAMES = `one of ${STATES.join(', ')}`
const HOST = { expected: 'a host', description: 'Only tasks on this host; those on all hosts without it.' }

const alias = (description: string) =>
  z.string().regex(/^\w+$/).register(fieldInfo, { expected: 'letters, digits and underscores', description })
const text = (expected: string, description: string) =>
  z.string().min(1).register(fieldInfo, { expected, description })
const milliseconds = () => z.int().nonnegative()
const limitMs = () =>
  milliseconds().default(10_000).register(fieldInfo, {
    expected: 'a whole number of milliseconds',
    description: 'It is a failed step after that.',
  })
const flag = (description: string) =>
  z.boolean().default(false).register(fieldInfo, { expected: 'true or false', description })

const waitFor = {
  environment: alias('Whose state is waited for.'),
  state: z.enum(STATES).register(fieldInfo, { expected: STATE_NAMES, description: 'The state.' }),
  limitMs: limitMs(),
}
const waitMs = {
  ms: milliseconds().register(fieldInfo, {
    expected: 'a whole number of milliseconds',
    description: 'Just so long; without the other keys.',
  }),
}

const SHAPES = {
  create: {
    as: alias('Name of the environment in the scenario; its id is drawn when it is made.'),
    template: text('a file', "The template's file, relative to the scenario's; `.yaml` may be left out."),
    vars: z.record(z.string(), z.string()).optional().register(fieldInfo, {
      expected: 'a map of names to text, in quotes where it looks like something else',
      description: "The environment's own variables.",
    }),
    mode: z.enum(['wait', 'async', 'auto']).default('wait').register(fieldInfo, {
      expected: 'wait, async or auto',
      description:
        '`async`: the next step starts at once; `auto`: so it does, and the environment goes through a run by itself.',
    }),
  },
  transition: {
    environment: alias('Whose transition it is.'),
    /** Any text: that a core refuses some is worth a scenario too. */
    event: text(CLIENT_EVENTS.join(', '), 'Any other only where `expect` has an error.'),
  },
  destroy: {
    environment: alias('Which one goes.'),
    force: flag('Whatever its state, without STOP_ACTIVITY and RESET.'),
    allowInRunningState: flag('Stops a run first; without it one that is RUNNING is destroyed by force.'),
  },
  wait: { ...waitMs, ...waitFor },
  fault: {
    event: z.enum(TASK_COMMANDS).register(fieldInfo, {
      expected: `one of ${TASK_COMMANDS.join(', ')}`,
      description: 'What tasks will fail to do, when they are next asked.',
    }),
    host: z.string().optional().register(fieldInfo, HOST),
    error: z
      .string()
      .optional()
      .register(fieldInfo, { expected: 'text', description: 'What the task says.' }),
    state: z.literal('ERROR').optional().register(fieldInfo, {
      expected: 'ERROR',
      description: 'The state in which the task ends; where it was, without it.',
    }),
    hang: z
      .boolean()
      .optional()
      .register(fieldInfo, { expected: 'true or false', description: 'It never answers.' }),
    count: z.int().positive().default(1).register(fieldInfo, {
      expected: 'a whole number, 1 or more',
      description: 'How many times it strikes.',
    }),
  },
  taskEvent: {
    action: z.enum(TASK_EVENTS).register(fieldInfo, {
      expected: TASK_EVENTS.join(', '),
      description: 'What tasks do of their own accord.',
    }),
    environment: alias('Only its tasks; those of all environments without it.').optional(),
    host: z.string().optional().register(fieldInfo, HOST),
  },
  shutdown: { limitMs: limitMs() },
  expect: {
    error: text('text', "Part of the error's text, or its code. A step with it must fail.").optional(),
    state: z.enum(STATES).optional().register(fieldInfo, {
      expected: STATE_NAMES,
      description: "Of the step's environment, after the step.",
    }),
  },
} as const

const wait = z.union([z.strictObject(waitMs), z.strictObject(waitFor)])

/** Beside `parallel`, whose steps are of this kind too. */
const simple = {
  create: z.strictObject(SHAPES.create).optional(),
  transition: z.strictObject(SHAPES.transition).optional(),
  destroy: z.strictObject(SHAPES.destroy).optional(),
  wait: wait.optional(),
  fault: z.strictObject(SHAPES.fault).optional(),
  taskEvent: z.strictObject(SHAPES.taskEvent).optional(),
  shutdown: z.strictObject(SHAPES.shutdown).optional(),
  /** What a step must come to; without it, to no error. */
  expect: z.strictObject(SHAPES.expect).optional(),
}

export const ACTIONS = [
  'create',
  'transition',
  'destroy',
  'wait',
  'fault',
  'taskEvent',
  'shutdown',
  'parallel',
] as const

function hasOneAction(step: object): boolean {
  return ACTIONS.filter((action) => action in step).length === 1
}
export const ONE_ACTION = `expected one of ${ACTIONS.join(', ')}, got none or several`

const simpleStep = z.strictObject(simple).refine(hasOneAction, ONE_ACTION)
const step = z
  .strictObject({
    ...simple,
    /** All at once; one that is a list is done one after the other. */
    parallel: z
      .array(z.union([simpleStep, z.array(simpleStep).min(1)]))
      .min(1)
      .optional(),
  })
  .refine(hasOneAction, ONE_ACTION)

export const scenarioSchema = z.strictObject({
  name: z.string().min(1),
  description: z.string().optional(),
  steps: z.array(step).min(1),
})

export type Scenario = z.infer<typeof scenarioSchema>
export type ScenarioStep = Scenario['steps'][number]
export type SimpleStep = z.infer<typeof simpleStep>

/** The keys below an action or `expect`; undefined for `parallel` and what does not exist. */
export function fieldsOf(name: string): Readonly<Record<string, z.ZodType>> | undefined {
  return Object.hasOwn(SHAPES, name) ? SHAPES[name as keyof typeof SHAPES] : undefined
}

export function fieldInfoOf(name: string, key: string): FieldInfo | undefined {
  const field = fieldsOf(name)?.[key]
  if (field === undefined) return undefined
  return (
    fieldInfo.get(field) ??
    (field instanceof z.ZodOptional ? fieldInfo.get(field.unwrap() as z.ZodType) : undefined)
  )
}

/** What a key is when it is not given; undefined where it is nothing. */
export function fieldDefault(name: string, key: string): unknown {
  const field = fieldsOf(name)?.[key]
  return field instanceof z.ZodDefault ? field.parse(undefined) : undefined
}

/** Whether a step cannot do without the key. */
export function isRequired(name: string, key: string): boolean {
  return fieldsOf(name)?.[key]?.safeParse(undefined).success === false
}
