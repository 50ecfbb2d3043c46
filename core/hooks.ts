import { AliecsError } from '../errors.js'
import { ByTrigger } from './by-trigger.js'
import { type CallContext, type StartedCall, startCall } from './calls.js'
import type { HookTaskRole } from './roles.js'
import type { CallRole } from './workflow/types.js'

/** Which weights of a trigger: those before the built-in actions of a moment, those after them, or both. */
export type WeightRange = 'negative' | 'non-negative' | 'all'

/** What the hooks of an environment need of it. */
export interface HookContext extends CallContext {
  /** Runs a task that is a hook, within its timeout. @returns its error; never rejects */
  runTask(role: HookTaskRole): Promise<AliecsError | null>
}

type HookRole = CallRole | HookTaskRole

/** A hook that was run, and its error. */
interface End {
  role: HookRole
  error: AliecsError | null
}

/**
 * The call roles and the hook tasks of one environment, run at their moments.
 * Source: AliceO2Group/Control, core/environment/environment.go, handleHooks; manager.go, TeardownEnvironment.
 */
export class Hooks {
  readonly #context: HookContext
  readonly #calls = new ByTrigger<CallRole>()
  readonly #tasks = new ByTrigger<HookTaskRole>()
  /** Started, and awaited at a moment that has not come yet. */
  readonly #awaited = new ByTrigger<StartedCall>()

  constructor(calls: readonly CallRole[], tasks: readonly HookTaskRole[], context: HookContext) {
    this.#context = context
    for (const role of calls) this.#calls.add(role.trigger, role)
    for (const role of tasks) this.#tasks.add(role.hook.trigger, role)
  }

  /**
   * Weight by weight, ascending: starts the calls of that weight together, awaits those that are due there, runs the
   * tasks, which are awaited where they start, and goes on unless a critical one of them failed.
   *
   * @returns the failure of critical hooks, HOOK_FAILED; null where there was none
   */
  async run(name: string, range: WeightRange): Promise<AliecsError | null> {
    let weight = this.#nextWeight(name, Number.NEGATIVE_INFINITY, range)
    while (weight !== undefined) {
      for (const role of this.#calls.get(name, weight)) {
        this.#awaited.add(role.await, startCall(role, this.#context))
      }
      const calls = await allEnds(this.#awaited.take(name, weight), ({ outcome }) => outcome)
      const tasks = await allEnds(
        this.#tasks.get(name, weight).map((role) => ({ role })),
        ({ role }) => this.#context.runTask(role),
      )
      const error = this.#judge(name, [...calls, ...tasks])
      if (error !== null) return error
      weight = this.#nextWeight(name, weight, range)
    }
    return null
  }

  /**
   * The hooks at DESTROY and after_DESTROY: one after the other, whatever becomes of each. Where both have hooks of
   * one weight, those of after_DESTROY are run and those of DESTROY are not, as in the original.
   */
  async runAtDestroy(): Promise<void> {
    const last = new Set(this.#weights('after_DESTROY'))
    const weights = new Set([...last, ...this.#weights('DESTROY')])
    for (const weight of [...weights].sort((a, b) => a - b)) {
      const name = last.has(weight) ? 'after_DESTROY' : 'DESTROY'
      for (const role of this.#calls.get(name, weight)) {
        this.#report(name, role, await startCall(role, this.#context).outcome)
      }
      for (const role of this.#tasks.get(name, weight)) {
        this.#report(name, role, await this.#context.runTask(role))
      }
    }
  }

  /** Gives up the calls that are awaited at moments that will not come; their failures are still logged. */
  abandonAwaited(): void {
    for (const { role, outcome } of this.#awaited.drain()) {
      const text = `call ${role.func} of ${role.path} is awaited at ${role.await}, which never came`
      const { environmentId, logger } = this.#context
      logger.warn({ environmentId, role: role.path, await: role.await }, text)
      void outcome.then((error) => this.#report(role.await, role, error))
    }
  }

  /** Asked anew each time: a call that was just started may be awaited at a higher weight of the same trigger. */
  #nextWeight(name: string, after: number, range: WeightRange): number | undefined {
    return [...this.#weights(name), ...this.#awaited.weights(name)]
      .filter((weight) => weight > after)
      .filter((weight) => range === 'all' || weight < 0 === (range === 'negative'))
      .sort((a, b) => a - b)[0]
  }

  #weights(name: string): number[] {
    return [...this.#calls.weights(name), ...this.#tasks.weights(name)]
  }

  #judge(name: string, ends: readonly End[]): AliecsError | null {
    const critical: AliecsError[] = []
    for (const { role, error } of ends) {
      this.#report(name, role, error)
      if (error !== null && role.critical) critical.push(error)
    }
    const [first] = critical
    if (first === undefined) return null
    if (critical.length === 1) return new AliecsError('HOOK_FAILED', first.message, { cause: first })
    const texts = critical.map(({ message }) => message).join('; ')
    const text = `${critical.length} critical hooks failed at trigger ${name}: ${texts}`
    return new AliecsError('HOOK_FAILED', text, { cause: first })
  }

  #report(name: string, role: HookRole, error: AliecsError | null): void {
    if (error === null) return
    const { environmentId, logger } = this.#context
    const hook = role.kind === 'call' ? role.func : role.taskClass
    const fields = { environmentId, trigger: name, role: role.path, hook, code: error.code }
    if (role.critical) logger.error(fields, `critical hook failed: ${error.message}`)
    else logger.warn(fields, `non-critical hook failed: ${error.message}`)
  }
}

/** The ends of hooks that run at once. */
function allEnds<T extends { role: HookRole }>(
  hooks: readonly T[],
  errorOf: (hook: T) => Promise<AliecsError | null>,
): Promise<End[]> {
  return Promise.all(hooks.map(async (hook) => ({ role: hook.role, error: await errorOf(hook) })))
}
