import { execa } from 'execa'
import { onExit } from 'signal-exit'

export interface ShellOptions {
  cwd: string
  /** Goes before the tests' own. */
  path: string
  env?: Record<string, string>
  /** For commands that wait for more: interrupted, as by Ctrl-C, when stdout has this many lines. */
  untilLines?: number
}

const LIMIT_MS = 60_000

/**
 * Runs a line of a shell as somebody would type it; it does not outlive this process.
 *
 * @returns the lines that it printed
 * @throws if it fails or takes longer than the limit, with its output in the message
 */
export async function runShellLine(
  line: string,
  { cwd, path, env = {}, untilLines = Number.POSITIVE_INFINITY }: ShellOptions,
): Promise<string[]> {
  const shell = execa('bash', ['-o', 'pipefail', '-c', line], {
    cwd,
    env: { ...env, PATH: `${path}:${process.env['PATH']}` },
    detached: true, // a process group of its own: the signals below reach all of a pipeline
    reject: false,
    stdin: 'ignore',
    stripFinalNewline: false,
  })
  const signal = (name: NodeJS.Signals) => {
    if (shell.pid !== undefined && shell.exitCode === null) process.kill(-shell.pid, name)
  }
  const limit = setTimeout(() => signal('SIGKILL'), LIMIT_MS)
  const forget = onExit(() => signal('SIGKILL'))
  let lines = 0
  shell.stdout.on('data', (chunk: Buffer) => {
    const before = lines
    lines += chunk.filter((byte) => byte === 0x0a).length
    if (before < untilLines && lines >= untilLines) signal('SIGINT')
  })
  const { failed, shortMessage, stdout, stderr } = await shell
  clearTimeout(limit)
  forget()
  if (failed && lines < untilLines) throw new Error(`${line}: ${shortMessage}\n${stdout}${stderr}`)
  return stdout.split('\n').slice(0, -1)
}
