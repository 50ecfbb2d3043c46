import { simpleGit } from 'simple-git'
import { AliecsError, messageOf } from '../errors.js'
import { excerpt } from '../excerpt.js'
import { redactKnown } from '../settings/index.js'
import { timerDelay } from '../timers.js'

/** Length of what an error repeats of git's words, in characters: the line that counts, and all of it in the cause. */
const LONGEST_REASON = 500
const LONGEST_CAUSE = 5000

/** What git itself, its ssh and its https need of the surroundings; nothing else reaches it. */
const ENVIRONMENT = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'SSH_AUTH_SOCK',
  'XDG_CONFIG_HOME',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'ALL_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]

export interface RunGitOptions {
  limitMs: number
  /** URL of the remote: neither errors nor their causes show its credentials. */
  remote?: string | undefined
  /** Ends it early. */
  signal?: AbortSignal | undefined
}

/**
 * Runs git, which asks nobody for a password and ends when the time is over.
 *
 * @returns what it writes
 * @throws AliecsError TEMPLATE_REPOSITORY, with git's own words
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  { limitMs, remote = '', signal }: RunGitOptions,
): Promise<string> {
  const late = AbortSignal.timeout(timerDelay(limitMs))
  const abort = signal === undefined ? late : AbortSignal.any([late, signal])
  const given = ENVIRONMENT.flatMap((name) => {
    const value = process.env[name]
    return value === undefined ? [] : [[name, value] as const]
  })
  try {
    return await simpleGit({ baseDir: folder, abort, allowEnvironment: ['GIT_TERMINAL_PROMPT'] })
      .env({ ...Object.fromEntries(given), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' })
      .raw([...args])
  } catch (error) {
    const said = redactKnown(messageOf(error), remote)
    const reason = signal?.aborted
      ? 'interrupted'
      : late.aborted
        ? `not within ${limitMs} ms`
        : reasonIn(said)
    // The library's own error has the command line in it.
    const cause = new Error(excerpt(said, LONGEST_CAUSE))
    throw new AliecsError('TEMPLATE_REPOSITORY', `git ${args[0]}: ${reason}`, { cause })
  }
}

/** The line that says what is wrong, of all that git says. */
function reasonIn(text: string): string {
  if (text.includes('ENOENT')) return 'the program git cannot be run'
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const line = lines.find((each) => /^(fatal|error): /.test(each)) ?? lines[0] ?? 'no reason given'
  return excerpt(line.replace(/^(fatal|error): /, ''), LONGEST_REASON)
}
