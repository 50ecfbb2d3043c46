import { z } from 'zod'
import { STATES } from '../fsm.js'
import { TASK_COMMANDS, TASK_EVENTS } from '../task.js'

/** How a scenario calls an environment: `id` is not known when it is written. */
const alias = z.string().regex(/^\w+$/, 'expected letters, digits and underscores')
const milliseconds = z.int().nonnegative()

const create = z.strictObject({
  /** The template's file, relative to the scenario's; `.yaml` may be left out. */
  template: z.string().min(1),
  vars: z.record(z.string(), z.string()).optional(),
  as: alias,
  /** `async`: the next step starts at once; `auto`: so it does, and the environment goes through a run by itself. */
  mode: z.enum(['wait', 'async', 'auto']).default('wait'),
})

/** `event` is any text: that a core refuses some is worth a scenario too. */
const transition = z.strictObject({ environment: alias, event: z.string().min(1) })

const destroy = z.strictObject({
  environment: alias,
  force: z.boolean().default(false),
  allowInRunningState: z.boolean().default(false),
})

const wait = z.union([
  z.strictObject({ ms: milliseconds }),
  z.strictObject({
    environment: alias,
    state: z.enum(STATES),
    /** After that it is a failed step. */
    limitMs: milliseconds.default(10_000),
  }),
])

const fault = z.strictObject({
  event: z.enum(TASK_COMMANDS),
  host: z.string().optional(),
  error: z.string().optional(),
  state: z.literal('ERROR').optional(),
  hang: z.boolean().optional(),
  count: z.int().positive().default(1),
})

const taskEvent = z.strictObject({
  action: z.enum(TASK_EVENTS),
  environment: alias.optional(),
  host: z.string().optional(),
})

/** What a step must come to; without it, to no error. */
const expect = z.strictObject({
  /** Part of the error's text, or its code. A step with it must fail. */
  error: z.string().min(1).optional(),
  /** Of the step's environment, after the step. */
  state: z.enum(STATES).optional(),
})

/** Beside `parallel`, whose steps are of this kind too. */
const simple = {
  create: create.optional(),
  transition: transition.optional(),
  destroy: destroy.optional(),
  wait: wait.optional(),
  fault: fault.optional(),
  taskEvent: taskEvent.optional(),
  /** As when the core is asked to end: every environment stops, resets and goes. */
  shutdown: z.strictObject({ limitMs: milliseconds.default(10_000) }).optional(),
  expect: expect.optional(),
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
const ONE_ACTION = `expected one of ${ACTIONS.join(', ')}, got none or several`

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
