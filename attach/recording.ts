import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AliecsError } from '../errors.js'
import type { Publisher, PublishRecord } from '../plugin/host.js'
import { timerDelay } from '../timers.js'

/** A record as it was on a broker once. */
export interface RecordedRecord {
  topic: string
  key: string | null
  /** ms since the Unix epoch, as the broker stored it */
  timestampMs: number
  value: Uint8Array
}

const LINE = z.object({
  topic: z.string().min(1),
  key: z.string().nullable(),
  timestampMs: z.number(),
  valueHex: z.string().regex(/^(?:[0-9a-f]{2})*$/, 'expected pairs of hexadecimal digits'),
})

/**
 * The lines of a recording: one JSON object each, with topic, key, timestampMs and valueHex; what else it has is for people.
 *
 * @param name for messages
 * @throws AliecsError SCENARIO_INVALID, naming the line
 */
export function parseRecording(text: string, name: string): RecordedRecord[] {
  return text.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return []
    const refuse = (problem: string): never => {
      throw new AliecsError('SCENARIO_INVALID', `${name}:${index + 1}: not a record: ${problem}`)
    }
    let json: unknown
    try {
      json = JSON.parse(line)
    } catch (error) {
      return refuse((error as Error).message)
    }
    const { data, error } = LINE.safeParse(json)
    if (data === undefined) {
      const [issue] = error.issues
      return refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not what is expected'}`)
    }
    const { topic, key, timestampMs, valueHex } = data
    return [{ topic, key, timestampMs, value: Buffer.from(valueHex, 'hex') }]
  })
}

export interface ReplayOptions {
  /** Of time: 1 as it was, 10 ten times as fast, Infinity as fast as it goes. */
  speed: number
  /** In front of each topic. */
  prefix: string
  signal: AbortSignal
  /** Acknowledged by the broker. */
  onSent?: (record: RecordedRecord) => void
}

/** How long the broker may take for one record. */
const DELIVERY_LIMIT_MS = 60_000
/** As fast as it goes: so many are on their way at a time. */
const IN_FLIGHT = 1000

/**
 * The records again, with their keys, in their order, and with their spacing. An interruption ends it early. What a broker
 * that is away does not take is kept by the publisher.
 *
 * @returns how many the publisher took
 * @throws AliecsError where one can never be delivered
 */
export async function replay(
  records: readonly RecordedRecord[],
  publisher: Publisher,
  { speed, prefix, signal, onSent }: ReplayOptions,
): Promise<number> {
  const beginMs = performance.now()
  const firstMs = records[0]?.timestampMs ?? 0
  const sending = new Set<Promise<void>>()
  let sent = 0
  let failure: AliecsError | null = null
  const send = async (record: RecordedRecord): Promise<void> => {
    const { topic, key, value } = record
    const copy: PublishRecord = { topic: prefix + topic, key, value }
    const result = await publisher.publish([copy], { timeoutMs: DELIVERY_LIMIT_MS })
    if (result.status === 'failed') failure ??= result.error
    else sent += 1
    if (result.status === 'delivered') onSent?.(record)
  }
  let lastTopic = ''
  for (const record of records) {
    // Between topics nobody keeps the order, unless the one is acknowledged before the other one is sent.
    if (record.topic !== lastTopic) await Promise.all(sending)
    lastTopic = record.topic
    const aheadMs = (record.timestampMs - firstMs) / speed - (performance.now() - beginMs)
    if (aheadMs > 1) await sleep(timerDelay(aheadMs), undefined, { signal }).catch(() => {})
    if (signal.aborted || failure !== null) break
    const one = send(record).finally(() => sending.delete(one))
    sending.add(one)
    if (sending.size >= IN_FLIGHT) await Promise.race(sending)
  }
  await Promise.all(sending)
  if (failure !== null) throw failure
  return sent
}
