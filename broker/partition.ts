/** Partition by its topic and number. */
export interface PartitionId {
  topic: string
  partition: number
}

/** Partition that cannot be read now. */
export interface UnreadablePartition extends PartitionId {
  /** Reason, as a clause without a full stop. */
  reason: string
}

/** Returns a key for maps and sets. */
export function keyOf({ topic, partition }: PartitionId): string {
  return `${topic} ${partition}`
}

/** Returns a line for each topic and reason: `topic aliecs.run, partitions 0, 2: no leader`. */
export function describeUnreadable(partitions: readonly UnreadablePartition[]): string[] {
  const groups = new Map<string, { topic: string; reason: string; numbers: number[] }>()
  for (const { topic, partition, reason } of partitions.toSorted(byPartition)) {
    const key = `${topic} ${reason}`
    const group = groups.get(key) ?? { topic, reason, numbers: [] }
    groups.set(key, group)
    group.numbers.push(partition)
  }
  return [...groups.values()].map(
    ({ topic, reason, numbers }) => `topic ${topic}, ${numbersText(numbers)}: ${reason}`,
  )
}

/** Returns a line for each topic: `topic aliecs.run, partitions 0, 2`. */
export function describePartitions(partitions: readonly PartitionId[]): string[] {
  const lines = describeUnreadable(partitions.map((each) => ({ ...each, reason: '' })))
  return lines.map((line) => line.slice(0, -': '.length))
}

function numbersText(numbers: readonly number[]): string {
  return `partition${numbers.length === 1 ? '' : 's'} ${numbers.join(', ')}`
}

/** Compares by topic, then by number. */
export function byPartition(a: PartitionId, b: PartitionId): number {
  if (a.topic !== b.topic) return a.topic < b.topic ? -1 : 1
  return a.partition - b.partition
}
