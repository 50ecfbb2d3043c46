import type { Run } from '../../page-api/schemas.js'

/** What the timeline covers; null: all runs. */
export const PERIODS = [
  { name: '15 min', ms: 15 * 60_000 },
  { name: '1 h', ms: 3_600_000 },
  { name: '8 h', ms: 8 * 3_600_000 },
  { name: '24 h', ms: 24 * 3_600_000 },
  { name: 'all', ms: null },
] as const
export type Period = (typeof PERIODS)[number]

/** A run as a bar; an open one ends now. */
export interface Bar {
  run: Run
  start: Date
  end: Date
  label: string
}

/** At least so much is shown, so that the first seconds of a run are no wall of colour. */
const SHORTEST_MS = 60_000

/** The bars of a period, and what it covers. */
export function barsOf(
  runs: readonly Run[],
  period: Period,
  nowMs: number,
): { bars: Bar[]; from: Date; to: Date } {
  const oldest = Math.min(nowMs - SHORTEST_MS, ...runs.map(({ startMs }) => startMs))
  const fromMs = period.ms === null ? oldest : nowMs - period.ms
  const bars = runs
    .filter(({ endMs }) => (endMs ?? nowMs) >= fromMs)
    .map((run) => ({
      run,
      start: new Date(Math.max(run.startMs, fromMs)),
      end: new Date(Math.max(run.endMs ?? nowMs, run.startMs)),
      label: `${run.runNumber} ${run.runType ?? ''} ${run.detectors.join(' ')}`.replaceAll('  ', ' ').trim(),
    }))
  return { bars, from: new Date(fromMs), to: new Date(nowMs) }
}

/** More are no picture any more. */
export const LANE_LIMIT = 40

/** Environments in the order of their first run, which is from top to bottom; of too many the latest. */
export function lanesOf(bars: readonly Bar[]): string[] {
  const byStart = [...bars].sort((a, b) => a.run.startMs - b.run.startMs)
  return [...new Set(byStart.map(({ run }) => run.environmentId))].slice(-LANE_LIMIT)
}

/** The types of the runs, sorted, so that each keeps its colour. */
export function typesOf(runs: readonly Run[]): string[] {
  return [...new Set(runs.map(({ runType }) => runType ?? 'unknown'))].sort()
}
