import type { RawRecord } from '../../records/index.js'
import type { CommandContext } from '../context.js'
import { plainTable } from '../plain-table.js'
import { findRuns, type Run } from './runs.js'
import type { Streams } from './streams.js'

export interface DemoResult {
  streams: Streams
  /** Those of the plugin. */
  read: readonly RawRecord[]
  publishedCount: number
  expectedCount: number
  /** The core's own events. */
  events: { publishedCount: number; read: readonly RawRecord[] }
  /** What should have come and did not, or the other way round. */
  problems: readonly string[]
}

export function printSummary(result: DemoResult, { out, err }: CommandContext, json: boolean): void {
  const runs = findRuns(result.read)
  const topics = countTopics(result.read)
  const { streams, publishedCount, expectedCount, events, problems } = result
  const eventTopics = countTopics(events.read)
  if (json) {
    const records = { expected: expectedCount, published: publishedCount, read: result.read.length }
    out.print(
      JSON.stringify({
        type: 'summary',
        records,
        events: { published: events.publishedCount, read: events.read.length },
        topics: Object.fromEntries(topics),
        eventTopics: Object.fromEntries(eventTopics),
        runs: runs.map(runJson),
        problems,
      }),
    )
    return
  }
  const { bold, dim, green, red } = out.colors
  const printCounts = (title: string, counts: readonly [string, number][]): void => {
    const rows = counts.map(([topic, count]) => [topic, String(count)])
    out.print(`\n${plainTable([title, '>COUNT'], rows, bold)}`)
  }
  if (streams !== 'events') printCounts('RECORDS READ BACK, BY TOPIC', topics)
  if (streams !== 'legacy') printCounts("THE CORE'S OWN EVENTS, BY TOPIC", eventTopics)
  if (streams === 'both') out.print(dim('Of these, aliecs.run is shown above; --events shows them all.'))
  const head = ['RUN', 'ENVIRONMENT', 'TYPE', 'DETECTORS', 'SOR', 'EOR', '>DURATION', 'END']
  out.print(`\n${plainTable(head, runs.map(runRow), bold)}`)
  out.print(dim('SOR: record on aliecs.env_state.RUNNING; EOR: on aliecs.env_leave_state.RUNNING'))
  for (const problem of problems) err.print(`${err.colors.red('error:')} ${problem}`)
  out.print(`\nevents of the core: ${events.publishedCount} published, ${events.read.length} read back`)
  const figures = `${expectedCount} records had to come, ${publishedCount} were published, ${result.read.length} read back`
  out.print(`${problems.length === 0 ? green('OK') : red('NOT OK')}: ${figures}`)
}

/** For a demo that was cut short: nobody can say what had to come. */
export function printInterrupted(
  records: { published: number; read: number },
  { out }: CommandContext,
  json: boolean,
): void {
  if (json) out.print(JSON.stringify({ type: 'summary', outcome: 'interrupted', records }))
  else
    out.print(
      `\n${out.colors.red('interrupted')}: ${records.published} records were published, ${records.read} read back`,
    )
}

function countTopics(read: readonly RawRecord[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { topic } of read) counts.set(topic, (counts.get(topic) ?? 0) + 1)
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
}

function runJson({ sorMs, eorMs, ...run }: Run): object {
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString())
  return { ...run, sor: iso(sorMs), eor: iso(eorMs), durationMs: eorMs === null ? null : eorMs - sorMs }
}

function runRow({ runNumber, environmentId, runType, detectors, sorMs, eorMs, endState }: Run): string[] {
  const time = (ms: number): string => new Date(ms).toTimeString().slice(0, 8)
  const duration = eorMs === null ? 'no EOR' : `${((eorMs - sorMs) / 1000).toFixed(1)} s`
  const end = endState === 'ERROR' ? 'by an error' : endState === null ? '' : 'stopped'
  const times = [time(sorMs), eorMs === null ? '' : time(eorMs)]
  return [String(runNumber), environmentId, runType, detectors.join(' '), ...times, duration, end]
}
