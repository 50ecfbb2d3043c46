import type { EnvironmentSummary } from '../../page-api/schemas.js'

export interface KafkaStanding {
  tone: 'good' | 'warn' | 'bad' | 'quiet'
  word: string
  /** Of the calls that failed; null where none did. */
  problem: string | null
}

/** Whether an environment's messages go to Kafka, and how that went so far. */
export function kafkaStanding({
  kafkaEnabled,
  kafkaCalls: { ended, failed, lastFailed, error },
}: Pick<EnvironmentSummary, 'kafkaEnabled' | 'kafkaCalls'>): KafkaStanding {
  if (failed === 0) {
    return { tone: kafkaEnabled ? 'good' : 'quiet', word: kafkaEnabled ? 'on' : 'off', problem: null }
  }
  const count = `${failed} of ${ended} calls of the kafka plugin failed`
  if (lastFailed) return { tone: 'bad', word: 'failed', problem: `${count}: ${error}` }
  return { tone: 'warn', word: `on, ${failed} failed`, problem: `${count}, not the last one: ${error}` }
}

/** Before the reason, in the error of a call. */
const WHAT_FAILED = /^kafka\.\w+ call \w+\. REASON: /

/** What is wrong with an environment now, in a row; null where nothing is. */
export function currentError({
  lastError,
  kafkaCalls,
}: Pick<EnvironmentSummary, 'lastError' | 'kafkaCalls'>): string | null {
  if (lastError !== null || !kafkaCalls.lastFailed) return lastError
  return `Kafka: ${kafkaCalls.error?.replace(WHAT_FAILED, '')}`
}
