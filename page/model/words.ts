import type { KafkaFigures } from '../../page-api/schemas.js'

/** What a state of the connection to Kafka means to whoever looks at it. */
export const KAFKA_WORDS: Record<KafkaFigures['connectionState'], string> = {
  READY: 'connected',
  CONNECTING: 'connecting',
  TRANSIENT_FAILURE: 'not reachable',
  SHUTDOWN: 'shut down',
}
