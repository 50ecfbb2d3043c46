import { AliecsError } from '../errors.js'
import { LIBRDKAFKA, librdkafkaCode } from './librdkafka-errors.js'

const CLOCK_ERRORS: readonly (number | undefined)[] = [
  LIBRDKAFKA.INVALID_TIMESTAMP,
  LIBRDKAFKA.INVALID_RECORD,
]
const HINT =
  'compare the clocks of this host and of the broker (NTP), and see message.timestamp.after.max.ms and ' +
  'message.timestamp.before.max.ms of the topic'

/**
 * Names the clocks if a broker rejected a record for its time stamp; other errors stay as they are. No answer of a broker
 * has its clock, so that only its bounds can be named.
 *
 * @param sentMs time stamp of the record, ms since the Unix epoch; 0 if librdkafka did not take it
 */
export function explainTimeStamp(error: AliecsError, topic: string, sentMs: number): AliecsError {
  if (sentMs === 0 || !CLOCK_ERRORS.includes(librdkafkaCode(error))) return error
  const message =
    `${error.message}: the broker rejects the time stamp ${iso(sentMs)}, taken from the clock of this host, which reads ` +
    `${iso(Date.now())} now; the broker's clock, which it does not send, is then behind it by more than ` +
    `message.timestamp.after.max.ms of topic ${topic} (1 h by default, so before ${iso(sentMs - HOUR_MS)}) or ahead of it by more ` +
    `than message.timestamp.before.max.ms; ${HINT}`
  return new AliecsError(error.code, message, { cause: error.cause })
}

const HOUR_MS = 3_600_000
const iso = (ms: number): string => new Date(ms).toISOString()
