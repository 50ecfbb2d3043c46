import type { RawRecord } from '../../records/index.js'
import type { CommandContext } from '../context.js'
import { plainTable } from '../plain-table.js'
import { findRuns, type Run } from './runs.js'

export interface DemoResult {
  read: readonly RawRecord[]
  publishedCount: number
  expectedCount: number
  /** Of the core's own events, which are not shown. */
  eventCounts: { published: number; read: number }
  /** What should have come and did not, or the other way round. */
  problems: readonly string[]
}

export function printSummary(result: DemoResult, { out, err }: CommandContext, json: boolean): void {
  const runs = findRuns(result.read)
  const topics = countTopics(result.read)
  if (json) {
    const { publishedCount, expectedCount, eventCounts, problems } = result
    const records = { expected: expectedCount, published: publishedCount, read: result.read.length }
    out.print(
      JSON.stringify({
        type: 'summary',
        records,
        events: eventCounts,
        topics: Object.fromEntries(topics),
        runs: runs.map(runJson),
        problems,
      }),
    )
    return
  }
  const { bold, dim, green, red } = out.colors
  const rows = topics.map(([topic, count]) => [topic, String(count)])
  out.print(`\n${plainTable(['RECORDS READ BACK, BY TOPIC', '>COUNT'], rows, bold)}`)
  const head = ['RUN', 'ENVIRONMENT', 'TYPE', 'DETECTORS', 'SOR', 'EOR', '>DURATION', 'END']
  out.print(`\n${plainTable(head, runs.map(runRow), bold)}`)
  out.print(dim('SOR: record on aliecs.env_state.RUNNING; EOR: on aliecs.env_leave_state.RUNNING'))
  for (const problem of result.problems) err.print(`${err.colors.red('error:')} ${problem}`)
  const { publishedCount, expectedCount, eventCounts } = result
  out.print(`\nevents of the core: ${eventCounts.published} published, ${eventCounts.read} read back`)
  const figures = `${expectedCount} records had to come, ${publishedCount} were published, ${result.read.length} read back`
  out.print(`${result.problems.length === 0 ? green('OK') : red('NOT OK')}: ${figures}`)
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
