const FNV_PRIME = 0x01000193
const FNV_OFFSET = 0x811c9dc5

/**
 * Partition that the partitioner `fnv1a_random` chooses for a key.
 *
 * @returns null for a record without a key, which goes to any partition
 * Source: librdkafka, src/rdfnv1a.c and src/rdkafka_msg.c, rd_kafka_msg_partitioner_fnv1a_random
 */
export function partitionOfKey(key: string | null, partitionCount: number): number | null {
  if (key === null || partitionCount === 0) return null
  let hash = FNV_OFFSET | 0
  for (const byte of Buffer.from(key)) hash = Math.imul(hash ^ byte, FNV_PRIME)
  return (hash < 0 ? -hash : hash) % partitionCount
}
