/** How often each of a few values is there. */
export class Tally<Value> {
  readonly #counts = new Map<Value, number>()

  /** Values that are there, each once. */
  get values(): Value[] {
    return [...this.#counts.keys()]
  }

  add(value: Value): void {
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1)
  }

  /** One item changes from one value to another. */
  move(from: Value, to: Value): void {
    const left = (this.#counts.get(from) ?? 0) - 1
    if (left > 0) this.#counts.set(from, left)
    else this.#counts.delete(from)
    this.add(to)
  }
}
