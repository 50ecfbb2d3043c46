import { type Connectable, getRawMetadata, type Metadata } from './native.js'

export interface PartitionMetadata {
  topic: string
  partition: number
  /** Node id of the leader; null while there is none. */
  leader: number | null
  /** Node ids of all replicas, in sync or not. */
  replicas: readonly number[]
}

/** Brokers that are up and the partitions of all topics that this client may see. */
export interface Cluster {
  /** Node id → `host:port`. */
  brokers: ReadonlyMap<number, string>
  partitions: readonly PartitionMetadata[]
}

/** @throws AliecsError KFK_BROKER_DOWN */
export async function getCluster(client: Connectable, timeoutMs: number): Promise<Cluster> {
  return clusterOf(await getRawMetadata(client, { allTopics: true, timeout: timeoutMs }))
}

function clusterOf({ brokers, topics }: Metadata): Cluster {
  return {
    brokers: new Map(brokers.map(({ id, host, port }) => [id, `${host}:${port}`])),
    partitions: topics.flatMap(({ name, partitions }) =>
      partitions.map(({ id, leader, replicas }) => {
        return { topic: name, partition: id, leader: leader < 0 ? null : leader, replicas }
      }),
    ),
  }
}

/** Returns why a partition has no leader, as far as the metadata shows. */
export function leaderlessReason({ replicas }: PartitionMetadata, { brokers }: Cluster): string {
  const down = replicas.filter((id) => !brokers.has(id))
  if (down.length === 0) return 'no leader'
  const isOne = down.length === 1
  return `no leader; broker${isOne ? '' : 's'} ${down.join(', ')} with its replica${isOne ? '' : 's'} ${isOne ? 'is' : 'are'} down`
}
