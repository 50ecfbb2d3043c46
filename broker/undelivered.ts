import { AliecsError } from '../errors.js'
import type { Logger } from '../plugin/host.js'
import { countByTopic, type PendingRecord } from './pending-records.js'

/** Lost records with a log line of their own; for more there is one line with all counts. */
const NAMED_LOSSES = 3

/**
 * Reports the records that the end of a drain gives up.
 *
 * @param reasonOf why the records of a topic waited; null where that is unknown
 * @returns each with its error, in order
 */
export function reportUndelivered(
  rest: readonly PendingRecord[],
  logger: Logger,
  reasonOf: (topic: string) => string | null,
): [PendingRecord, AliecsError][] {
  const lost = rest.map((pending, index): [PendingRecord, AliecsError] => {
    const { topic, key } = pending.record
    const reason = reasonOf(topic)
    const because = reason === null ? '' : `: ${reason}`
    const message = `${topic} (key ${key ?? 'none'}) was not delivered before the end${because}`
    if (index < NAMED_LOSSES) logger.error({ topic, key }, message)
    return [pending, new AliecsError('KFK_UNDELIVERED', message)]
  })
  if (rest.length > NAMED_LOSSES) {
    const counts = Object.entries(countByTopic(rest)).map(([topic, count]) => `${topic} ${count}`)
    const message = `${rest.length} records in all were not delivered before the end: ${counts.join(', ')}`
    logger.error({ undelivered: rest.length }, message)
  }
  return lost
}
