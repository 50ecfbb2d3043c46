import { readdirSync, readFileSync } from 'node:fs'
import { AttachedCore, type AttachedCoreOptions } from '../../attach/attached-core.js'
import { type Moment, readMoment } from '../../attach/moment.js'
import type { PublishRecord } from '../../plugin/host.js'
import { atLeast } from './at-least.js'
import { decodeLegacy, type LegacyMessage } from './legacy-records.js'
import { MemoryLogger } from './memory-logger.js'

const GOLDEN = new URL('../golden/core/', import.meta.url)

export interface RecordedRecord {
  topic: string
  partition: number
  offset: number
  key: string | null
  timestampMs: number
  valueHex: string
}

export const FOLLOWED_TOPICS = ['aliecs.environment', 'aliecs.run', 'aliecs.core']

/** Names of all recorded scenarios. */
export function recordedScenarios(): readonly string[] {
  const names = readdirSync(GOLDEN).flatMap((file) => /^(.*)\.steps\.json$/.exec(file)?.[1] ?? [])
  return atLeast(40, names, 'recorded scenarios')
}

/** Everything that the Go core and its plugin wrote in a scenario. */
export function recordedRecords(scenario: string): RecordedRecord[] {
  return readFileSync(new URL(`${scenario}.jsonl`, GOLDEN), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as RecordedRecord)
}

export const valueBytes = ({ valueHex }: RecordedRecord): Buffer => Buffer.from(valueHex, 'hex')

/** What attach follows, in the order of arrival. */
export function recordedMoments(scenario: string): Moment[] {
  return recordedRecords(scenario)
    .filter(({ topic }) => FOLLOWED_TOPICS.includes(topic))
    .flatMap((record) => readMoment(valueBytes(record)) ?? [])
}

/** What the Go plugin published. */
export function recordedLegacy(scenario: string): LegacyMessage[] {
  return recordedRecords(scenario).flatMap((record) => {
    return decodeLegacy({ topic: record.topic, value: valueBytes(record) }) ?? []
  })
}

export const decoded = (records: readonly PublishRecord[]): LegacyMessage[] =>
  records.flatMap((record) => decodeLegacy(record) ?? [])

/** The legacy messages of these recordings, one after the other. */
export const expectedOf = (scenarios: readonly string[]): LegacyMessage[] =>
  attachTo(scenarios.flatMap(recordedMoments)).messages

/** As they were recorded: a core that starts ends what was before. */
export function inOrderOfTime(scenarios: readonly string[]): string[] {
  const firstNano = (scenario: string): bigint => recordedMoments(scenario)[0]?.timestampNano ?? 0n
  return scenarios.toSorted((a, b) => (firstNano(a) < firstNano(b) ? -1 : 1))
}

/** The legacy messages of these events, and the core that made them; time goes on to the end of all waits. */
export function attachTo(moments: readonly Moment[], options: Partial<AttachedCoreOptions> = {}) {
  const logger = new MemoryLogger()
  const core = new AttachedCore({ logger, ...options })
  for (const moment of moments) core.accept(moment)
  core.advance(core.latestNano + 10n ** 9n)
  return { core, logger, messages: decoded(core.take().records) }
}
