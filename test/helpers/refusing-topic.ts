import { runKafkaTool } from '../services/kafka-tool.js'

const TIMEOUT_MS = 300_000

/** Makes a topic with these replicas: one text for each partition, such as `1:2` for nodes 1 and 2. */
export async function createTopicOn(
  brokers: string,
  topic: string,
  replicas: readonly string[],
  config: readonly string[] = [],
): Promise<void> {
  const options = config.flatMap((each) => ['--config', each])
  const args = ['--bootstrap-server', brokers, '--create', '--topic', topic, ...options]
  await runKafkaTool(
    'org.apache.kafka.tools.TopicCommand',
    [...args, '--replica-assignment', replicas.join(',')],
    {
      timeoutMs: TIMEOUT_MS,
    },
  )
}

/** Changes options of a topic or of a client, as `kafka-configs --alter` does. */
export async function alterConfig(
  brokers: string,
  entity: readonly string[],
  change: readonly ['--add-config' | '--delete-config', string],
): Promise<void> {
  const args = ['--bootstrap-server', brokers, '--alter', ...entity, ...change]
  await runKafkaTool('kafka.admin.ConfigCommand', args, { timeoutMs: TIMEOUT_MS })
}

/** Lets a topic take records with one replica in sync. */
export async function healTopic(brokers: string, topic: string): Promise<void> {
  const entity = ['--entity-type', 'topics', '--entity-name', topic]
  await alterConfig(brokers, entity, ['--add-config', 'min.insync.replicas=1'])
}
