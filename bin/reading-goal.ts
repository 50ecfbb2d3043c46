interface PartitionEnd {
  topic: string
  partition: number
  /** The offset to be read next, and the one to stop before. */
  next: number
  end: number
}

/** When enough is read: a number of records, or all that were there at a moment. */
export class ReadingGoal {
  readonly reached: Promise<void>
  #reach: () => void = () => {}
  #isReached = false
  #left: number
  /** By topic and partition: the offset to stop before. Null where there is no end. */
  readonly #ends: Map<string, number> | null

  /** @param goal `ends` null: of new records there is no end */
  constructor({ count, ends }: { count: number; ends: readonly PartitionEnd[] | null }) {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve
    })
    this.#left = count
    const open = ends?.filter(({ next, end }) => next < end) ?? null
    this.#ends = open && new Map(open.map((each) => [keyOf(each), each.end]))
    this.#check()
  }

  get isReached(): boolean {
    return this.#isReached
  }

  /** @param counts whether it is one of the number */
  read(record: { topic: string; partition: number; offset: number }, counts: boolean): void {
    if (counts) this.#left--
    const key = keyOf(record)
    if (record.offset + 1 >= (this.#ends?.get(key) ?? Number.POSITIVE_INFINITY)) this.#ends?.delete(key)
    this.#check()
  }

  #check(): void {
    if (this.#left > 0 && this.#ends?.size !== 0) return
    this.#isReached = true
    this.#reach()
  }
}

function keyOf({ topic, partition }: { topic: string; partition: number }): string {
  return `${topic} ${partition}`
}
