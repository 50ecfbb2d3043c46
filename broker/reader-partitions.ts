import { keyOf, type PartitionId } from './partition.js'

/** Partition that a reader has assigned. */
export interface AssignedPartition extends PartitionId {
  /** Offset to read next; logical (negative) before the first record of a partition that is read from its beginning. */
  next: number
  /** Whether the end was reached since the last record. */
  isAtEnd: boolean
  /** Whether the broker has given a record or the end since the partition was assigned. */
  isHeard: boolean
  /** performance.now() */
  assignedMs: number
}

/** Partitions of a reader, with what the broker has given of each. */
export class ReaderPartitions {
  readonly #assigned = new Map<string, AssignedPartition>()

  has(partition: PartitionId): boolean {
    return this.#assigned.has(keyOf(partition))
  }

  find(partition: PartitionId): AssignedPartition | undefined {
    return this.#assigned.get(keyOf(partition))
  }

  all(): AssignedPartition[] {
    return [...this.#assigned.values()]
  }

  ofTopic(name: string): AssignedPartition[] {
    return this.all().filter(({ topic }) => topic === name)
  }

  /** @returns partitions of which nothing has come for `limitMs` since they were assigned */
  silent(limitMs: number): AssignedPartition[] {
    const sinceMs = performance.now() - limitMs
    return this.all().filter(({ isHeard, assignedMs }) => !isHeard && assignedMs <= sinceMs)
  }

  add({ topic, partition, offset }: PartitionId & { offset: number }): void {
    const assignedMs = performance.now()
    const each = { topic, partition, next: offset, isAtEnd: false, isHeard: false, assignedMs }
    this.#assigned.set(keyOf(each), each)
  }

  read(partition: PartitionId, offset: number): void {
    const each = this.#assigned.get(keyOf(partition))
    if (each !== undefined) Object.assign(each, { next: offset + 1, isAtEnd: false, isHeard: true })
  }

  reachedEnd(partition: PartitionId, offset: number): void {
    const each = this.#assigned.get(keyOf(partition))
    if (each !== undefined) Object.assign(each, { next: offset, isAtEnd: true, isHeard: true })
  }
}
