import type { Colors } from 'picocolors/types.js'
import type { CheckReport, Difference, Finding, FindingKind } from '../../attach/index.js'
import { describeUnreadable } from '../../broker/index.js'
import { printable } from '../../records/index.js'
import { plainTable } from '../plain-table.js'

const HEAD = ['WHAT', 'TIME', 'TOPIC', 'ENVIRONMENT', '>RUN', 'EXPECTED → FOUND']
const KINDS: readonly FindingKind[] = ['missing', 'extra', 'different', 'out-of-order']
/** So many environments, runs or offsets are named. */
const NAMED_LIMIT = 10

export interface ReportStyle {
  colors: Colors
  /** So many differences are shown at most. */
  lines: number
}

/** What a check found, for people: a table of what is not as it should be, and the counts of all. */
export function checkReportText(report: CheckReport, { colors, lines }: ReportStyle): string {
  const { findings } = report
  const rows = findings.slice(0, lines).map((finding) => row(finding, colors))
  const more = findings.length - rows.length
  return [
    ...(rows.length === 0 ? [] : [plainTable(HEAD, rows, colors.bold)]),
    ...(more > 0
      ? [colors.dim(`and ${counted(more, 'more')}; --lines ${findings.length} or --json shows all`)]
      : []),
    ...(rows.length === 0 ? [] : ['']),
    ...remarks(report).map((text) => colors.yellow(text)),
    verdict(report, colors),
  ].join('\n')
}

/** One object, with everything. */
export function checkReportJson({ span, ...report }: CheckReport): string {
  const { fromMs, toMs } = span
  return JSON.stringify({ from: isoTime(fromMs), to: isoTime(toMs), isEqual: isEqual(report), ...report })
}

type Verdict = Pick<CheckReport, 'findings' | 'undecodable'> & Partial<Pick<CheckReport, 'unreadable'>>

/** A topic that could not be compared is no evidence of equality. */
export const isEqual = ({ findings, undecodable, unreadable = [] }: Verdict): boolean =>
  findings.length === 0 && undecodable.length === 0 && unreadable.length === 0

function row(
  { kind, timestampMs, topic, environmentId, runNumbers, differences }: Finding,
  colors: Colors,
): string[] {
  const color = {
    missing: colors.red,
    extra: colors.magenta,
    different: colors.yellow,
    'out-of-order': colors.cyan,
  }
  return [
    color[kind](kind === 'out-of-order' ? 'out of order' : kind),
    localTime(timestampMs),
    printable(topic),
    printable(environmentId ?? '-'),
    named(runNumbers.toSorted((a, b) => a - b).map(String)),
    differences.map(differenceText).join(', '),
  ]
}

function differenceText({ field, expected, found }: Difference): string {
  const apart = Number(found) - Number(expected)
  if (/timestamp$/i.test(field) && !Number.isNaN(apart)) {
    return `${printable(field)} ${apart > 0 ? '+' : ''}${apart} ms`
  }
  return `${printable(field)}: ${printable(expected)} → ${printable(found)}`
}

function verdict(report: CheckReport, colors: Colors): string {
  const { equal, findings, span, undecodable } = report
  const time = `${localTime(span.fromMs)} to ${localTime(span.toMs)}`
  const counts = KINDS.flatMap((kind) => {
    const count = findings.filter((finding) => finding.kind === kind).length
    return count === 0 ? [] : [`${count} ${kind === 'out-of-order' ? 'out of order' : kind}`]
  })
  if (undecodable.length > 0) counts.push(`${undecodable.length} unreadable`)
  const skipped = new Set((report.unreadable ?? []).map(({ topic }) => topic))
  if (skipped.size > 0) counts.push(`${counted(skipped.size, 'topic')} not compared`)
  const good = `${counted(equal, 'record')} as the events say`
  if (isEqual(report)) return `${colors.green('equal')}: ${good}, ${time}`
  return `${colors.red('not equal')}: ${counts.join(', ')}; ${good}, ${time}`
}

/** What was not compared, and what was compared less strictly. */
function remarks(report: CheckReport): string[] {
  const { events, records, lateLists, unjudged, partial, cut, undecodable, unreadable = [] } = report
  const texts = describeUnreadable(unreadable).map((line) => `not compared: ${printable(line)}`)
  const say = (isSo: boolean, text: () => string): void => {
    if (isSo) texts.push(text())
  }
  say(records === 0, () => 'there is no record on the legacy topics')
  say(lateLists > 0, () => {
    const subject = `${counted(lateLists, 'list')} of several environments ${lateLists === 1 ? 'shows' : 'show'}`
    return `${subject} a moment after their own time, as the Go plugin's do: not counted as different without --strict`
  })
  say(partial.length > 0, () => {
    const subject = `not judged, for the events of their beginning are not there: ${counted(partial.length, 'environment')}`
    return `${subject} (${named(partial.map(printable))}), ${counted(unjudged, 'record')}`
  })
  for (const { topic, fromMs } of cut) {
    const since =
      fromMs === null ? 'nothing is left of a partition' : `the first one left is of ${localTime(fromMs)}`
    texts.push(`${printable(topic)}: older records were deleted, ${since}; judged from there on`)
  }
  say(undecodable.length > 0, () => {
    const places = undecodable.map(
      ({ topic, partition, offset }) => `${printable(topic)} ${partition} ${offset}`,
    )
    return `not the message of their topic: ${named(places)}`
  })
  say(
    events.undecodable > 0,
    () => `${counted(events.undecodable, 'value')} on the event topics are no events`,
  )
  return texts
}

const named = (names: readonly string[]): string => {
  const more = names.length - NAMED_LIMIT
  return [...names.slice(0, NAMED_LIMIT), ...(more > 0 ? [`and ${more} more`] : [])].join(', ')
}

function counted(count: number, name: string): string {
  const text = count.toLocaleString('en-US')
  return `${text} ${name}${count === 1 || name === 'more' ? '' : 's'}`
}

const isoTime = (ms: number): string | null => (ms > 0 ? new Date(ms).toISOString() : null)

/** In the time zone of whoever reads it. */
function localTime(ms: number): string {
  if (ms <= 0) return 'the beginning'
  const date = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000)
  return date.toISOString().replace('T', ' ').replace('Z', '')
}
