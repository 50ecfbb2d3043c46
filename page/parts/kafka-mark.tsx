import type { EnvironmentSummary } from '../../page-api/schemas.js'
import { kafkaStanding } from '../model/kafka-calls.js'

/** Whether an environment's messages go to Kafka. */
export function KafkaMark({ environment }: { environment: EnvironmentSummary }) {
  const { tone, word, problem } = kafkaStanding(environment)
  return (
    <span class={`badge ${tone}`} title={problem ?? undefined}>
      {word}
    </span>
  )
}

/** What failed on the way to Kafka; nothing where nothing did. */
export function KafkaNote({ environment }: { environment: EnvironmentSummary }) {
  const { tone, problem } = kafkaStanding(environment)
  if (problem === null) return null
  return (
    <p class={`note ${tone}`}>
      <strong>Kafka:</strong> {problem}
    </p>
  )
}
