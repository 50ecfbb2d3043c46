import { reportFailure } from '../../bin/failure.js'
import { parseArguments } from '../../bin/program.js'
import { memoryContext } from './memory-output.js'

export interface CommandEnd {
  exitCode: number
  stdout: string[]
  stderr: string[]
}

export interface RunningCommand {
  end: Promise<CommandEnd>
  /** Lines that it has printed so far. */
  printed(): Omit<CommandEnd, 'exitCode'>
  /** As Ctrl-C. */
  interrupt(): void
}

/** A command of the command line inside the test; stands for what bin/aliecs-kafka.ts does with it. */
export function startCommand(args: readonly string[], env: Record<string, string> = {}): RunningCommand {
  const { context, out, err, interrupt } = memoryContext()
  const run = async (): Promise<number> => {
    try {
      const { run } = await parseArguments(args, { ...context, env })
      return await run({ ...context, env })
    } catch (error) {
      const { signal, exitCode } = context.interruption
      return signal.aborted && error === signal.reason ? exitCode() : reportFailure(error, err)
    }
  }
  const lines = (texts: readonly string[]): string[] => texts.flatMap((text) => text.split('\n'))
  const printed = () => ({ stdout: lines(out.texts), stderr: lines(err.texts) })
  const end = run().then((exitCode) => ({ exitCode, ...printed() }))
  return { end, interrupt, printed }
}

/** Lines but for the one that a slow connection brings, on a loaded machine at any time. */
export const remarksOf = (stderr: readonly string[]): string[] =>
  stderr.filter((line) => line !== '' && !/^(trying|connecting to) /.test(line))

export function runCommand(args: readonly string[], env: Record<string, string> = {}): Promise<CommandEnd> {
  return startCommand(args, env).end
}
