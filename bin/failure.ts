import { CommanderError } from 'commander'
import { AliecsError, type ErrorCode } from '../errors.js'
import type { Output } from './output.js'

export const EXIT_OK = 0
/** Something went wrong while it ran. */
export const EXIT_FAILED = 1
/** What the user gave cannot be used: arguments, settings, template, scenario. */
export const EXIT_USAGE = 2

const USAGE_CODES: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'SETTINGS_INVALID',
  'SETTINGS_SOURCE',
  'PLUGIN_UNKNOWN',
  'KFK_CLIENT_OPTION',
  'TEMPLATE_INVALID',
  'SCENARIO_INVALID',
  // Thrown only by the look at the templates before anything runs; later it is a step's error.
  'HOST_UNKNOWN',
])

/** The reader of standard output is gone: as for a process that SIGPIPE ends. */
export const EXIT_CLOSED_PIPE = 141

/** A command line that makes no sense; the message has a line per problem. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/**
 * Shows what ended a command: a line per problem, no stack trace unless asked for.
 *
 * @returns the exit status
 */
export function reportFailure(thrown: unknown, err: Output, { verbose = false } = {}): number {
  // Commander has shown help or its own message already.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT_OK : EXIT_USAGE
  const isOurs = thrown instanceof AliecsError || thrown instanceof UsageError
  const message = thrown instanceof Error ? thrown.message || thrown.name : String(thrown)
  for (const line of message.split('\n')) err.print(`${err.colors.red('error:')} ${line}`)
  if (verbose) err.print(inDetail(thrown))
  else if (!isOurs) err.print('this is a defect of aliecs-kafka; --verbose shows where it happened')
  const isUsage =
    thrown instanceof UsageError || (thrown instanceof AliecsError && USAGE_CODES.has(thrown.code))
  return isUsage ? EXIT_USAGE : EXIT_FAILED
}

function inDetail(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown)
  const cause = thrown.cause === undefined ? '' : `\ncaused by ${inDetail(thrown.cause)}`
  return `${thrown.stack ?? thrown.message}${cause}`
}
