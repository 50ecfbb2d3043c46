import type { Command } from 'commander'
import { UsageError } from '../failure.js'
import { nonNegativeNumber, positiveInteger } from '../numbers.js'
import { pointInTime } from '../point-in-time.js'

/** Of `attach --check`. */
export interface CheckFlags {
  check?: true
  /** ms since the Unix epoch */
  until?: number
  toleranceMs?: number
  strict?: true
  lines?: number
  json?: true
}

/** What the options that are not given count as. */
export const CHECK_DEFAULTS = { toleranceMs: 15, lines: 40 }

export function withCheckOptions(command: Command): Command {
  return command
    .option('--check', 'write nothing: compare the legacy topics that are there with what the events say')
    .option(
      '--until <time>',
      'with --check: compare up to then; ten seconds ago where not given',
      pointInTime,
    )
    .option(
      '--tolerance-ms <number>',
      `with --check: how far times may be apart (default: ${CHECK_DEFAULTS.toleranceMs})`,
      nonNegativeNumber,
    )
    .option(
      '--strict',
      'with --check: lists of several environments that show a later moment are different too',
    )
    .option(
      '--lines <number>',
      `with --check: show so many differences at most (default: ${CHECK_DEFAULTS.lines})`,
      positiveInteger,
    )
    .option('--json', 'with --check: one JSON object, with all of them')
}

/** @throws UsageError for what makes sense only with `--check`, and is given without it */
export function refuseWithoutCheck(flags: CheckFlags): void {
  const given = (['until', 'toleranceMs', 'strict', 'lines', 'json'] as const).find(
    (name) => flags[name] !== undefined,
  )
  if (given === undefined) return
  throw new UsageError(`--${given === 'toleranceMs' ? 'tolerance-ms' : given}: only with --check`)
}

/** Of an instance that runs: the check starts none. */
const RUN_OPTIONS: readonly string[] = ['delivery', 'sessionTimeout', 'instance', 'shares', 'core', 'listen']

/** @throws UsageError for what makes sense only without `--check`, and is given with it */
export function refuseWithCheck(command: Command): void {
  const given = command.options.find((option) => {
    const name = option.attributeName()
    return RUN_OPTIONS.includes(name) && command.getOptionValueSource(name) === 'cli'
  })
  if (given !== undefined) throw new UsageError(`${given.long}: not with --check`)
}
