#!/usr/bin/env node
import type { CommandContext } from './context.js'
import { reportFailure } from './failure.js'
import { watchInterruptions } from './interruption.js'
import { flushed, outputTo } from './output.js'
import { parseArguments } from './program.js'

const context: CommandContext = {
  out: outputTo(process.stdout, process.env),
  err: outputTo(process.stderr, process.env),
  env: process.env,
  interruption: watchInterruptions(),
}

async function main(): Promise<number> {
  let verbose = (process.env['DEBUG'] ?? '') !== ''
  try {
    const command = await parseArguments(process.argv.slice(2), context)
    verbose ||= command.verbose
    return await command.run(context)
  } catch (error) {
    const { signal, exitCode } = context.interruption
    if (signal.aborted && error === signal.reason) return exitCode()
    return reportFailure(error, context.err, { verbose })
  }
}

const exitCode = await main()
await Promise.all([flushed(process.stdout), flushed(process.stderr)])
process.exit(exitCode)
