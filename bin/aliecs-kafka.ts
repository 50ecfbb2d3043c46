#!/usr/bin/env node
import type { CommandContext } from './context.js'
import { EXIT_CLOSED_PIPE, EXIT_FAILED, EXIT_OK, reportFailure } from './failure.js'
import { watchInterruptions } from './interruption.js'
import { outputTo } from './output.js'
import { ProcessReports } from './process-reports.js'
import { parseArguments } from './program.js'
import { StandardStream } from './standard-stream.js'

/** Time for an orderly end after an error that no caller handled: a command that waits for its outcome never ends. */
const DEFECT_LIMIT_MS = 60_000

const stdout = new StandardStream(process.stdout)
const stderr = new StandardStream(process.stderr, { resumes: true })
const err = outputTo(process.stderr, process.env, stderr)
const interruption = watchInterruptions()
let hasDefect = false
const reports = new ProcessReports(err, () => {
  interruption.interrupt('defect', EXIT_FAILED)
  hasDefect = true
  setTimeout(() => process.exit(EXIT_FAILED), DEFECT_LIMIT_MS)
})
const context: CommandContext = {
  out: outputTo(process.stdout, process.env, stdout),
  err,
  env: process.env,
  interruption,
  logTo: (logger) => reports.logTo(logger),
}

async function main(): Promise<number> {
  let verbose = (process.env['DEBUG'] ?? '') !== ''
  try {
    const command = await parseArguments(process.argv.slice(2), context)
    verbose ||= command.verbose
    reports.isVerbose = verbose
    if (!command.hasLog) reports.printNow()
    return await command.run(context)
  } catch (error) {
    if (interruption.signal.aborted && error === interruption.signal.reason) return interruption.exitCode()
    return reportFailure(error, err, { verbose })
  }
}

/** Exit status in view of all that was to be written to standard output. */
function statusAfterOutput(status: number): number {
  const { failure } = stdout
  if (hasDefect && status === EXIT_OK) return EXIT_FAILED
  if (failure === null) return status
  if (failure.code === 'EPIPE') return status === EXIT_OK ? EXIT_CLOSED_PIPE : status
  err.print(`${err.colors.red('error:')} standard output cannot be written: ${systemReason(failure)}`)
  return status === EXIT_OK ? EXIT_FAILED : status
}

/** `ENOSPC: no space left on device, write` → `no space left on device (ENOSPC)`. */
function systemReason({ code, message }: NodeJS.ErrnoException): string {
  const reason = /^[A-Z0-9]+: (.*?)(, \w+)?$/.exec(message)?.[1] ?? message
  return code === undefined || code === reason ? reason : `${reason} (${code})`
}

stdout.onFailure(({ code }) =>
  interruption.interrupt('output', code === 'EPIPE' ? EXIT_CLOSED_PIPE : EXIT_FAILED),
)
reports.watch()
const status = await main()
reports.printNow()
await stdout.flushed()
const exitCode = statusAfterOutput(status)
await stderr.flushed()
process.exit(exitCode)
