import { keyOf, type PartitionId } from '../broker/index.js'

export interface PartitionEnd extends PartitionId {
  /** Offset to read next. */
  next: number
  /** Offset to stop before; infinite where it is not known, which is until the broker says that nothing follows. */
  end: number
}

export interface ReadingGoalOptions {
  /** Number of records; infinite for no limit. */
  count: number
  /** Ends of the partitions that are read to their end; null: reading has no end. */
  ends: readonly PartitionEnd[] | null
  /** Time to wait for partitions that cannot be read, once all others are at their end. */
  graceMs?: number
}

const GRACE_MS = 3000

/** Decides when a consumer has read enough: a number of records, or all that were there at a moment. */
export class ReadingGoal {
  readonly reached: Promise<void>
  #reach: () => void = () => {}
  #isReached = false
  #left: number
  readonly #graceMs: number
  #grace: NodeJS.Timeout | undefined
  /** Partitions that are not at their end, by key; null where reading has no end. */
  readonly #ends: Map<string, PartitionEnd> | null
  readonly #unreadable = new Set<string>()

  constructor({ count, ends, graceMs = GRACE_MS }: ReadingGoalOptions) {
    this.reached = new Promise((resolve) => {
      this.#reach = resolve
    })
    this.#left = count
    this.#graceMs = graceMs
    const open = ends?.filter(({ next, end }) => next < end) ?? null
    this.#ends = open && new Map(open.map((each) => [keyOf(each), each]))
    this.#check()
  }

  get isReached(): boolean {
    return this.#isReached
  }

  /** Partitions that were not read to their end, of those that should have been. */
  get missed(): PartitionId[] {
    return this.#left > 0 ? [...(this.#ends?.values() ?? [])] : []
  }

  /** Whether a record of this partition is still wanted. */
  includes(partition: PartitionId): boolean {
    return !this.#isReached && (this.#ends === null || this.#ends.has(keyOf(partition)))
  }

  /** @param counts whether the record is one of the number */
  read(record: PartitionId & { offset: number }, counts: boolean): void {
    if (counts) this.#left--
    const key = keyOf(record)
    this.#unreadable.delete(key)
    if (record.offset + 1 >= (this.#ends?.get(key)?.end ?? Number.POSITIVE_INFINITY)) this.#ends?.delete(key)
    this.#check()
  }

  /** The broker has nothing more: the last offsets need not be those of records. */
  ended(partition: PartitionId): void {
    this.#ends?.delete(keyOf(partition))
    this.#check()
  }

  unreadable(partitions: readonly PartitionId[]): void {
    for (const each of partitions) this.#unreadable.add(keyOf(each))
    this.#check()
  }

  readable(partitions: readonly PartitionId[]): void {
    for (const each of partitions) this.#unreadable.delete(keyOf(each))
    this.#check()
  }

  #check(): void {
    if (this.#isReached) return
    if (this.#left <= 0 || this.#ends?.size === 0) {
      this.#end()
      return
    }
    const isStuck = this.#ends !== null && [...this.#ends.keys()].every((key) => this.#unreadable.has(key))
    if (isStuck) {
      this.#grace ??= setTimeout(() => this.#end(), this.#graceMs).unref()
    } else {
      clearTimeout(this.#grace)
      this.#grace = undefined
    }
  }

  #end(): void {
    clearTimeout(this.#grace)
    this.#isReached = true
    this.#reach()
  }
}
