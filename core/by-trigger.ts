import { parseTrigger } from '../trigger.js'

/** Things per trigger name and weight, those of one weight in the order in which they were added. */
export class ByTrigger<T> {
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
