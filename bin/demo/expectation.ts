import type { LoadedScenario, ScenarioStep } from '../../core/index.js'

/** What a scenario must bring to the legacy topics, worked out from its steps and the documented behaviour alone. */
export interface Expectation {
  /** By the environment's name in the scenario: the topics of its records, in order. */
  environments: ReadonlyMap<string, readonly string[]>
  /** Of each list in order: the names of the environments in it. The first one is that of the start, empty. */
  lists: readonly (readonly string[])[]
}

type Step = Omit<ScenarioStep, 'parallel'>

const leave = (state: string): string => `aliecs.env_leave_state.${state}`
const enter = (state: string): string => `aliecs.env_state.${state}`

/** Source: docs/kafka.md of AliECS, and the order of the original's hooks. */
const CREATE = [
  enter('STANDBY'),
  ...[leave('STANDBY'), enter('DEPLOYED')],
  ...[leave('DEPLOYED'), enter('CONFIGURED')],
]
const TRANSITIONS: Readonly<Record<string, { from: string; to: string; topics: readonly string[] }>> = {
  CONFIGURE: { from: 'DEPLOYED', to: 'CONFIGURED', topics: [leave('DEPLOYED'), enter('CONFIGURED')] },
  START_ACTIVITY: {
    from: 'CONFIGURED',
    to: 'RUNNING',
    topics: ['aliecs.before_start_activity', leave('CONFIGURED'), enter('RUNNING')],
  },
  STOP_ACTIVITY: { from: 'RUNNING', to: 'CONFIGURED', topics: [leave('RUNNING'), enter('CONFIGURED')] },
  RESET: { from: 'CONFIGURED', to: 'DEPLOYED', topics: [leave('CONFIGURED'), enter('DEPLOYED')] },
}

/**
 * Knows the steps of `examples/demo.yaml`: no `parallel`, so that the order of lists is certain, and no expected errors.
 *
 * @throws Error for a step whose records it cannot tell
 */
export function expectationOf({ file, scenario, lines }: LoadedScenario): Expectation {
  const model = new Model()
  for (const [index, step] of scenario.steps.entries()) {
    if (step.parallel === undefined && step.expect?.error === undefined && model.take(step)) continue
    throw new Error(`${file}:${lines[index]}: cannot tell what this step must publish`)
  }
  return model
}

class Model implements Expectation {
  readonly environments = new Map<string, string[]>()
  readonly lists: string[][] = [[]]
  readonly #states = new Map<string, string>()

  /** @returns false for what it does not know */
  take({ create, transition, destroy, taskEvent, wait }: Step): boolean {
    if (wait !== undefined) return true
    if (create !== undefined) return create.mode === 'wait' && this.#move(create.as, 'CONFIGURED', CREATE)
    if (transition !== undefined) return this.#transition(transition.environment, transition.event)
    if (destroy !== undefined) return !destroy.force && this.#destroy(destroy.environment)
    if (taskEvent?.action !== 'fail' || taskEvent.environment === undefined) return false
    const state = this.#states.get(taskEvent.environment) ?? ''
    return this.#move(taskEvent.environment, 'ERROR', [leave(state), enter('ERROR')])
  }

  #transition(alias: string, event: string): boolean {
    const rule = TRANSITIONS[event]
    if (rule === undefined || rule.from !== this.#states.get(alias)) return false
    return this.#move(alias, rule.to, rule.topics)
  }

  #destroy(alias: string): boolean {
    if (this.#states.get(alias) === 'CONFIGURED') this.#transition(alias, 'RESET')
    const state = this.#states.get(alias)
    if (state !== 'DEPLOYED' && state !== 'ERROR') return false
    return this.#move(alias, 'DONE', [leave(state), enter('UNKNOWN')])
  }

  /** Each state that is entered brings a list with it. */
  #move(alias: string, state: string, topics: readonly string[]): boolean {
    this.#states.set(alias, state)
    this.environments.set(alias, [...(this.environments.get(alias) ?? []), ...topics])
    const running = [...this.#states].flatMap(([name, now]) => (now === 'RUNNING' ? [name] : []))
    const entered = topics.filter((topic) => topic.startsWith('aliecs.env_state.'))
    this.lists.push(...entered.map(() => running))
    return true
  }
}
