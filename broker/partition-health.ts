import { keyOf, type PartitionId, type UnreadablePartition } from './partition.js'

export interface HealthEvents {
  /** Called with partitions that could be read before. */
  unreadable?: ((partitions: readonly UnreadablePartition[]) => void) | undefined
  /** Called with partitions that could not be read before. */
  readable?: ((partitions: readonly PartitionId[]) => void) | undefined
}

/** Partitions that cannot be read, each with its latest reason; emits changes only. */
export class PartitionHealth {
  readonly #events: HealthEvents
  readonly #unreadable = new Map<string, UnreadablePartition>()

  constructor(events: HealthEvents) {
    this.#events = events
  }

  isUnreadable(partition: PartitionId): boolean {
    return this.#unreadable.has(keyOf(partition))
  }

  /** @returns partitions that cannot be read now */
  list(): UnreadablePartition[] {
    return [...this.#unreadable.values()]
  }

  unreadable(partitions: readonly UnreadablePartition[]): void {
    const fresh = partitions.filter((each) => !this.isUnreadable(each))
    for (const each of partitions) this.#unreadable.set(keyOf(each), each)
    if (fresh.length > 0) this.#events.unreadable?.(fresh)
  }

  readable(partitions: readonly PartitionId[]): void {
    const changed = partitions.filter((each) => this.#unreadable.delete(keyOf(each)))
    if (changed.length > 0) this.#events.readable?.(changed)
  }
}
