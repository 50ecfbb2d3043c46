import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'
import { type ClientOptions, native, rdkafka, translate } from './native.js'

/** @throws AliecsError; KFK_TOPIC where the name is not legal or the client may not create it */
export async function createTopic(
  options: ClientOptions,
  topic: {
    name: string
    partitions: number
    replicationFactor: number
    config?: Readonly<Record<string, string>>
  },
  timeoutMs: number,
): Promise<void> {
  const admin = rdkafka().AdminClient.create(native(options))
  try {
    await new Promise<void>((resolve, reject) => {
      const { name, partitions, replicationFactor, config } = topic
      const asked = {
        topic: name,
        num_partitions: partitions,
        replication_factor: replicationFactor,
        ...(config === undefined ? {} : { config: { ...config } }),
      }
      admin.createTopic(asked, timeoutMs, (error) => (error ? reject(translate(error)) : resolve()))
    })
  } catch (error) {
    if (librdkafkaCode(error) !== LIBRDKAFKA.TOPIC_ALREADY_EXISTS) throw error
  } finally {
    admin.disconnect()
  }
}
