import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { onTestFinished } from 'vitest'

const FOLDER = fileURLToPath(new URL('../..', import.meta.url))

export interface CliOptions {
  /** Instead of the tests' own, but for what Node itself needs. */
  env?: Record<string, string>
  cwd?: string
}

/** The command line as a process of its own, from the sources; it ends with the test. */
export function startCli(args: readonly string[], { env = {}, cwd = FOLDER }: CliOptions = {}) {
  const program = `${FOLDER}bin/aliecs-kafka.ts`
  const child = execa('node', ['--import', import.meta.resolve('tsx'), program, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    extendEnv: false,
    reject: false,
    stdin: 'ignore',
    forceKillAfterDelay: false, // an orderly end takes its time
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  return child
}

/** The same, for those who look at what it says on standard error meanwhile. */
export function startLoggingCli(args: readonly string[]) {
  const child = startCli(args)
  let log = ''
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString()
  })
  return { child, log: (): string => log } // a child by itself would be a promise of its end
}

/** Runs it to its end. */
export async function runCli(args: readonly string[], options: CliOptions = {}) {
  const { exitCode, signal, stdout, stderr } = await startCli(args, options)
  return { exitCode: exitCode ?? `killed by ${signal}`, stdout, stderr }
}
