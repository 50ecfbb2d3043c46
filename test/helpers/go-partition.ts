/** Keys and partitions of a recording of the Go core, three partitions a topic. */
export const RECORDED_PARTITIONS: readonly (readonly [key: string, partition: number])[] = [
  ['36Qjn5FaMW1', 1],
  ['36QjnBEVTSh', 2],
  ['36Qjn623yxM', 0],
  ['36QjnBpbAvd', 2],
]

/** Source: segmentio/kafka-go, balancer.go, Hash: FNV-1a as a signed number, its remainder without the sign. */
export function goPartition(key: string, count: number): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, 0x01000193)
  return Math.abs(hash % count)
}
