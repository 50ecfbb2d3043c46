import type {
  EnvironmentGone,
  EnvironmentSummary,
  Happening,
  KafkaFigures,
  RecordView,
  Run,
  StreamEventName,
  StreamEvents,
} from '../../page-api/schemas.js'
import { mergeNewest, ROW_LIMIT } from './bounded.js'
import { newestRecordFirst, recordKey } from './record-filter.js'

/** What the page knows of the core. Lists are newest first and bounded, but for `happenings`, oldest first. */
export interface Knowledge {
  environments: readonly EnvironmentSummary[]
  /** Of those that are gone, why; the latest ones. */
  gone: readonly EnvironmentGone[]
  happenings: readonly Happening[]
  records: readonly RecordView[]
  runs: readonly Run[]
  kafka: KafkaFigures | null
}

export const NOTHING_KNOWN: Knowledge = {
  environments: [],
  gone: [],
  happenings: [],
  records: [],
  runs: [],
  kafka: null,
}

/** One event of the stream, without `reset`. */
export type NewsItem = {
  [Name in Exclude<StreamEventName, 'reset'>]: { name: Name; data: StreamEvents[Name] }
}[Exclude<StreamEventName, 'reset'>]

/** Adds what happened, in its order; a part of which nothing is told stays the same object. */
export function learn(known: Knowledge, news: readonly NewsItem[]): Knowledge {
  const of = <Name extends NewsItem['name']>(name: Name): StreamEvents[Name][] =>
    news.flatMap((item) => (item.name === name ? [item.data as StreamEvents[Name]] : []))
  const records = of('record')
  const runs = of('run')
  const happenings = of('happening')
  return {
    ...known,
    ...environmentsAfter(known, news),
    ...(records.length > 0 && { records: withRecords(known.records, records) }),
    ...(runs.length > 0 && { runs: withRuns(known.runs, runs) }),
    ...(happenings.length > 0 && { happenings: withHappenings(known.happenings, happenings) }),
    kafka: of('kafka').at(-1) ?? known.kafka,
  }
}

function environmentsAfter(
  known: Knowledge,
  news: readonly NewsItem[],
): Pick<Knowledge, 'environments' | 'gone'> | null {
  if (!news.some(({ name }) => name === 'environment' || name === 'environment-gone')) return null
  const environments = new Map(known.environments.map((each) => [each.id, each]))
  const gone = new Map(known.gone.map((each) => [each.id, each]))
  for (const { name, data } of news) {
    if (name === 'environment') {
      environments.set(data.id, data)
    } else if (name === 'environment-gone') {
      environments.delete(data.id)
      gone.set(data.id, data)
    }
  }
  return {
    environments: newestEnvironments([...environments.values()]),
    gone: [...gone.values()].slice(-ROW_LIMIT),
  }
}

export function newestEnvironments(environments: readonly EnvironmentSummary[]): EnvironmentSummary[] {
  return mergeNewest(
    environments,
    [],
    ({ id }) => id,
    (a, b) => b.createdMs - a.createdMs,
  )
}

export function withRecords(
  known: readonly RecordView[],
  records: readonly RecordView[],
): readonly RecordView[] {
  return mergeNewest(records, known, recordKey, newestRecordFirst)
}

/** Run numbers may start anew, on another Consul: a run is known by its environment too. */
export function runKey({ environmentId, runNumber }: Run): string {
  return `${environmentId}/${runNumber}`
}

export function withRuns(known: readonly Run[], runs: readonly Run[]): readonly Run[] {
  const latest = [...runs].reverse() // of several news of one run the last one counts
  return mergeNewest(latest, known, runKey, (a, b) => b.startMs - a.startMs)
}

/** The history that was asked for and the news overlap. */
export function withHappenings(
  known: readonly Happening[],
  happenings: readonly Happening[],
): readonly Happening[] {
  const all = new Map<string, Happening>()
  for (const each of [...known, ...happenings]) all.set(happeningKey(each), each)
  return [...all.values()].sort((a, b) => a.timestampMs - b.timestampMs).slice(-ROW_LIMIT)
}

function happeningKey(happening: Happening): string {
  const { environmentId, timestampMs, transition, kind, name, detail, status } = happening
  return JSON.stringify([environmentId, timestampMs, transition, kind, name, detail, status])
}
