import { AliecsError } from '../errors.js'
import { type CallContext, type StartedCall, startCall } from './calls.js'
import { parseTrigger } from './trigger.js'
import type { CallRole } from './workflow/types.js'

/** Which weights of a trigger: those before the built-in actions of a moment, those after them, or both. */
export type WeightRange = 'negative' | 'non-negative' | 'all'

/** Something per trigger name and weight. */
class ByTrigger<T> {
  readonly #names = new Map<string, Map<number, T[]>>()

  add(expression: string, item: T): void {
    const { name, weight } = parseTrigger(expression)
    const weights = this.#names.get(name) ?? new Map<number, T[]>()
    this.#names.set(name, weights)
    const items = weights.get(weight) ?? []
    weights.set(weight, items)
    items.push(item)
  }

  get(name: string, weight: number): readonly T[] {
    return this.#names.get(name)?.get(weight) ?? []
  }

  weights(name: string): number[] {
    return [...(this.#names.get(name)?.keys() ?? [])]
  }

  /** Takes them out. */
  take(name: string, weight: number): T[] {
    const items = this.#names.get(name)?.get(weight) ?? []
    this.#names.get(name)?.delete(weight)
    return items
  }

  /** Takes everything out. */
  drain(): T[] {
    const all = [...this.#names.values()].flatMap((weights) => [...weights.values()].flat())
    this.#names.clear()
    return all
  }
}

/**
 * The call roles of one environment, run at their moments.
 * Source: AliceO2Group/Control, core/environment/environment.go, handleHooks; manager.go, TeardownEnvironment.
 */
export class Hooks {
  readonly #context: CallContext
  readonly #roles = new ByTrigger<CallRole>()
  /** Started, and awaited at a moment that has not come yet. */
  readonly #awaited = new ByTrigger<StartedCall>()

  constructor(roles: readonly CallRole[], context: CallContext) {
    this.#context = context
    for (const role of roles) this.#roles.add(role.trigger, role)
  }

  /**
   * Weight by weight, ascending: starts the calls of that weight together, awaits those that are due there, and goes
   * on unless a critical one failed.
   *
   * @returns the failure of critical calls, HOOK_FAILED; null where there was none
   */
  async run(name: string, range: WeightRange): Promise<AliecsError | null> {
    let weight = this.#nextWeight(name, Number.NEGATIVE_INFINITY, range)
    while (weight !== undefined) {
      for (const role of this.#roles.get(name, weight)) {
        this.#awaited.add(role.await, startCall(role, this.#context))
      }
      const error = await this.#settle(name, this.#awaited.take(name, weight))
      if (error !== null) return error
      weight = this.#nextWeight(name, weight, range)
    }
    return null
  }

  /**
   * The calls at DESTROY and after_DESTROY: one after the other, whatever becomes of each. Where both have calls of
   * one weight, those of after_DESTROY are called and those of DESTROY are not, as in the original.
   */
  async runAtDestroy(): Promise<void> {
    const last = new Set(this.#roles.weights('after_DESTROY'))
    const weights = new Set([...last, ...this.#roles.weights('DESTROY')])
    for (const weight of [...weights].sort((a, b) => a - b)) {
      for (const role of this.#roles.get(last.has(weight) ? 'after_DESTROY' : 'DESTROY', weight)) {
        this.#report('DESTROY', role, await startCall(role, this.#context).outcome)
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
    return [...this.#roles.weights(name), ...this.#awaited.weights(name)]
      .filter((weight) => weight > after)
      .filter((weight) => range === 'all' || weight < 0 === (range === 'negative'))
      .sort((a, b) => a - b)[0]
  }

  async #settle(name: string, due: readonly StartedCall[]): Promise<AliecsError | null> {
    const errors = await Promise.all(due.map(({ outcome }) => outcome))
    const critical: AliecsError[] = []
    due.forEach(({ role }, index) => {
      const error = errors[index] ?? null
      this.#report(name, role, error)
      if (error !== null && role.critical) critical.push(error)
    })
    const [first] = critical
    if (first === undefined) return null
    if (critical.length === 1) return new AliecsError('HOOK_FAILED', first.message, { cause: first })
    const texts = critical.map(({ message }) => message).join('; ')
    const text = `${critical.length} critical hooks failed at trigger ${name}: ${texts}`
    return new AliecsError('HOOK_FAILED', text, { cause: first })
  }

  #report(name: string, role: CallRole, error: AliecsError | null): void {
    if (error === null) return
    const { environmentId, logger } = this.#context
    const fields = { environmentId, trigger: name, role: role.path, func: role.func, code: error.code }
    if (role.critical) logger.error(fields, `critical hook failed: ${error.message}`)
    else logger.warn(fields, `non-critical hook failed: ${error.message}`)
  }
}
