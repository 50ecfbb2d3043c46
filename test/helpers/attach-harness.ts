import { expect, onTestFinished } from 'vitest'
import {
  AttachFigures,
  type AttachSessionOptions,
  AttachTopics,
  replay,
  runAttach,
} from '../../attach/index.js'
import { createKafkaPublisher, type ReceivedRecord, readToEnd } from '../../broker/index.js'
import { decoded, recordedRecords, valueBytes } from './attached-recording.js'
import type { LegacyMessage } from './legacy-records.js'
import { MemoryLogger } from './memory-logger.js'
import { readRecords } from './read-records.js'
import { randomName } from './services.js'
import { until } from './until.js'

/** Topics of a test's own: those that are followed, and those that are written. */
export function attachPrefixes() {
  return { sourcePrefix: `${randomName('source')}-`, prefix: `${randomName('legacy')}-` }
}

/** Of an instance that makes messages of everything that is there. */
export function attachOptions(brokers: string, prefixes: { prefix: string; sourcePrefix: string }) {
  return {
    ...{ brokers, client: {}, gate: 'kafka_enabled', gateDefault: false, delivery: 'exactly-once' },
    ...{ begin: 'beginning', sessionTimeoutMs: 6000, instance: null, shares: null },
    topics: new AttachTopics(prefixes),
    logger: new MemoryLogger(),
    figures: new AttachFigures(),
  } as const satisfies AttachSessionOptions
}

/** An instance in this process; it ends with the test. */
export function startAttach(
  brokers: string,
  prefixes: { prefix: string; sourcePrefix: string },
  options: Partial<AttachSessionOptions> = {},
) {
  const common = attachOptions(brokers, prefixes)
  const { logger, figures } = common
  const controller = new AbortController()
  const running = runAttach({ ...common, ...options }, controller.signal)
  const stop = async (): Promise<void> => {
    controller.abort()
    await running
  }
  onTestFinished(stop)
  return { logger, figures, stop }
}

/**
 * Puts recordings into topics that attach follows, one after the other; in the order of time.
 *
 * @param part of the records of each, from and to
 */
export async function replayScenarios(
  brokers: string,
  scenarios: readonly string[],
  prefix: string,
  {
    speed = Number.POSITIVE_INFINITY,
    topics = /^aliecs\.(environment|run|core)$/,
    part = [0, Number.POSITIVE_INFINITY],
  }: { speed?: number; topics?: RegExp; part?: [number, number] } = {},
): Promise<void> {
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  try {
    const signal = new AbortController().signal
    for (const scenario of scenarios) {
      const records = recordedRecords(scenario)
        .filter(({ topic }) => topics.test(topic))
        .slice(...part)
        .map((record) => ({ ...record, value: valueBytes(record) }))
      await replay(records, publisher, { speed, prefix, signal })
    }
  } finally {
    expect(await publisher.close(120_000)).toEqual([])
  }
}

/** Everything on the legacy topics, once there are so many records; more, if there are. */
export async function readLegacy(
  brokers: string,
  prefix: string,
  count: number,
): Promise<{ messages: LegacyMessage[]; records: ReceivedRecord[] }> {
  const isLegacy = (topic: string): boolean => topic.startsWith(prefix) && !topic.endsWith('.state')
  await readRecords(brokers, isLegacy, count)
  const records: ReceivedRecord[] = []
  const onError = (): void => {}
  await readToEnd({ brokers, client: {}, onError }, isLegacy, (record) => records.push(record))
  const messages = decoded(
    records.map(({ topic, key, value }) => ({
      topic: topic.slice(prefix.length),
      key,
      value: value ?? Buffer.alloc(0),
    })),
  )
  return { messages, records }
}

export async function untilStatus(figures: AttachFigures, status: AttachFigures['status']): Promise<void> {
  await until(
    () => figures.status === status,
    () => `${status}, is ${figures.status}`,
  )
}

/** A text per message: topic, environment, run, times; lists with all of their runs. Sorted: topics have no order between them. */
export function lines(messages: readonly LegacyMessage[]): string[] {
  return messages
    .map((message) => {
      const infos = message.kind === 'list' ? message.runs : [message.info]
      return JSON.stringify([message.topic, String(message.timestamp), infos])
    })
    .toSorted()
}
