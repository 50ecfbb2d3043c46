import { Kafka, logLevel } from 'kafkajs'

/** Whether the broker is in its cluster and leads every partition that it has. */
export async function hasLeaders(brokers: string): Promise<boolean> {
  const client = new Kafka({
    brokers: [brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2_000,
    requestTimeout: 5_000,
    retry: { retries: 0 },
  })
  const admin = client.admin()
  try {
    await admin.connect()
    const cluster = await admin.describeCluster()
    const { topics } = await admin.fetchTopicMetadata()
    const leaders = topics.flatMap((topic) => topic.partitions.map((partition) => partition.leader))
    return cluster.brokers.length > 0 && leaders.every((leader) => leader >= 0)
  } finally {
    await admin.disconnect()
  }
}
