import { dirname, extname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../../errors.js'
import { timerDelay } from '../../timers.js'
import type { Environment } from '../environment.js'
import type { EnvironmentManager } from '../environment-manager.js'
import type { State } from '../fsm.js'
import type { RequestUser } from '../observer.js'
import type { TaskFault } from '../simulated-faults.js'
import { describeStep } from './describe.js'
import type { LoadedScenario } from './parse.js'
import type { ScenarioStep, SimpleStep } from './schema.js'

/** What a step came to. */
export interface StepResult {
  /** From 1; steps of a `parallel` have the number of that. */
  step: number
  /** Of the step in its file, from 1. */
  line: number
  description: string
  startMs: number
  durationMs: number
  /** Of the step's environment, afterwards; null where it has none, or it is still being made. */
  state: State | null
  /** The step's own error, expected or not. */
  error: string | null
  /** What was expected and did not come; null where all is as expected. */
  failure: string | null
}

export interface ScenarioHost {
  manager: EnvironmentManager
  /** Takes faults; absent where tasks are not simulated. */
  tasks?: { addFault(fault: TaskFault): void }
  /** Who asks for all of it; nobody where not given. */
  requestUser?: RequestUser
  /** Told of each step when it is done. */
  onStep?: (result: StepResult) => void
}

export interface ScenarioResult {
  /** All steps, in the order in which they were done; those after a failure were not. */
  steps: StepResult[]
  ok: boolean
  /** Environment ids by their names in the scenario. */
  ids: ReadonlyMap<string, string>
}

/** Does the steps of a scenario, up to the first that does not come to what it should. Leaves environments behind. */
export async function runScenario(loaded: LoadedScenario, host: ScenarioHost): Promise<ScenarioResult> {
  const run = new ScenarioRun(loaded, host)
  for (const [index, step] of loaded.scenario.steps.entries()) {
    await run.step(step, { step: index + 1, line: loaded.lines[index] ?? 1 })
    if (!run.ok) break
  }
  return { steps: run.results, ok: run.ok, ids: run.ids }
}

type Place = Pick<StepResult, 'step' | 'line'>

/** What is expected of an environment that was destroyed is asked of the object, not of the manager. */
interface Known {
  id: string
  environment: Environment | undefined
}

class ScenarioRun {
  readonly results: StepResult[] = []
  readonly #loaded: LoadedScenario
  readonly #host: ScenarioHost
  readonly #known = new Map<string, Known>()

  constructor(loaded: LoadedScenario, host: ScenarioHost) {
    this.#loaded = loaded
    this.#host = host
  }

  get ok(): boolean {
    return this.results.every(({ failure }) => failure === null)
  }

  get ids(): ReadonlyMap<string, string> {
    return new Map([...this.#known].map(([alias, { id }]) => [alias, id]))
  }

  get #user(): { requestUser?: RequestUser } {
    const { requestUser } = this.#host
    return requestUser === undefined ? {} : { requestUser }
  }

  async step(step: ScenarioStep, place: Place): Promise<void> {
    if (step.parallel === undefined) return this.#simple(step, place)
    await Promise.all(
      step.parallel.map(async (branch) => {
        for (const each of Array.isArray(branch) ? branch : [branch]) await this.#simple(each, place)
      }),
    )
  }

  async #simple(step: SimpleStep, place: Place): Promise<void> {
    const startMs = Date.now()
    const alias = aliasOf(step)
    if (alias !== undefined) this.#find(alias)
    let error: unknown = null
    try {
      await this.#act(step)
    } catch (thrown) {
      error = thrown
    }
    const state = alias === undefined ? null : this.#stateOf(alias)
    const result: StepResult = {
      ...place,
      description: describeStep(step),
      startMs,
      durationMs: Date.now() - startMs,
      state,
      error: error === null ? null : messageOf(error),
      failure: failureOf(step, error, state),
    }
    this.results.push(result)
    this.#host.onStep?.(result)
  }

  async #act(step: SimpleStep): Promise<void> {
    const { manager, tasks } = this.#host
    if (step.create !== undefined) return this.#create(step.create)
    if (step.transition !== undefined) {
      const { environment, event } = step.transition
      const { error } = await manager.control(this.#id(environment), event, this.#user)
      if (error !== null) throw error
    } else if (step.destroy !== undefined) {
      const { environment, ...options } = step.destroy
      await manager.destroy(this.#id(environment), { ...options, ...this.#user })
    } else if (step.wait !== undefined) {
      await this.#wait(step.wait)
    } else if (step.fault !== undefined) {
      if (tasks === undefined) throw new Error('the tasks of this core take no faults')
      tasks.addFault(step.fault)
    } else if (step.taskEvent !== undefined) {
      const { action, environment, host } = step.taskEvent
      const where = {
        ...(environment === undefined ? {} : { environmentId: this.#id(environment) }),
        ...(host === undefined ? {} : { host }),
      }
      if (manager.taskEvent(action, where) === 0) throw new Error(this.#noTask(step.taskEvent))
    } else if (step.shutdown !== undefined) {
      const left = await manager.shutdown(step.shutdown.limitMs)
      if (left.length > 0) throw new Error(`not gone within ${step.shutdown.limitMs} ms: ${left.join(', ')}`)
    }
  }

  async #create({ template, vars, as, mode }: NonNullable<SimpleStep['create']>): Promise<void> {
    const { manager } = this.#host
    const file = templateFile(this.#loaded.file, template)
    const request = { template: file, userVars: vars ?? {}, ...this.#user }
    if (mode === 'async') {
      this.#remember(as, manager.createAsync(request))
    } else if (mode === 'auto') {
      this.#remember(as, manager.createAuto(request).id)
    } else {
      const { id, created } = manager.begin(request)
      this.#remember(as, id)
      await created
    }
  }

  #noTask({ environment, host }: NonNullable<SimpleStep['taskEvent']>): string {
    const all =
      environment === undefined ? this.#host.manager.environments : [this.#find(environment) ?? []].flat()
    const hosts = [...new Set(all.flatMap(({ tasks }) => tasks.map(({ role }) => role.hostname)))]
    const have = hosts.length === 0 ? 'there are no tasks' : `tasks are on ${hosts.join(', ')}`
    return `no task of ${environment ?? 'any environment'}${host === undefined ? '' : ` is on ${host}`}: ${have}`
  }

  /** An environment that is still being made is waited for; one that is gone is in DONE. */
  async #wait(wait: NonNullable<SimpleStep['wait']>): Promise<void> {
    if ('ms' in wait) return sleep(timerDelay(wait.ms))
    const end = Date.now() + wait.limitMs
    while (this.#stateOf(wait.environment) === null && Date.now() < end) await sleep(1)
    const environment = this.#find(wait.environment)
    await environment?.whenState((state) => state === wait.state, Math.max(0, end - Date.now()))
    const state = this.#stateOf(wait.environment)
    if (state === wait.state) return
    const name = state ?? 'still being made'
    throw new Error(`${wait.environment} is ${name} after ${wait.limitMs} ms, not ${wait.state}`)
  }

  #remember(alias: string, id: string): void {
    this.#known.set(alias, { id, environment: undefined })
  }

  #id(alias: string): string {
    return this.#known.get(alias)?.id ?? alias
  }

  /** Null while it is being made. */
  #stateOf(alias: string): State | null {
    const environment = this.#find(alias)
    if (environment !== undefined) return environment.state
    return this.#host.manager.pendingIds.includes(this.#id(alias)) ? null : 'DONE'
  }

  #find(alias: string): Environment | undefined {
    const known = this.#known.get(alias)
    if (known === undefined) return undefined
    known.environment ??= this.#host.manager.findEnvironment(known.id)
    return known.environment
  }
}

/** A template's file by its name in a scenario: relative to that, `.yaml` may be left out. */
export function templateFile(scenarioFile: string, template: string): string {
  return resolve(dirname(scenarioFile), extname(template) === '' ? `${template}.yaml` : template)
}

function aliasOf({ create, transition, destroy, wait, taskEvent }: SimpleStep): string | undefined {
  if (wait !== undefined) return 'environment' in wait ? wait.environment : undefined
  return create?.as ?? transition?.environment ?? destroy?.environment ?? taskEvent?.environment
}

function failureOf({ expect = {} }: SimpleStep, error: unknown, state: State | null): string | null {
  if (expect.error === undefined) {
    if (error !== null) return messageOf(error)
  } else if (error === null) {
    return `expected an error with "${expect.error}", got none`
  } else if (!messageOf(error).includes(expect.error) && !hasCode(error, expect.error)) {
    return `expected an error with "${expect.error}", got: ${messageOf(error)}`
  }
  if (expect.state !== undefined && expect.state !== state) {
    return `expected state ${expect.state}, got ${state ?? 'no environment'}`
  }
  return null
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof AliecsError && error.code === code
}
