import { constants } from 'node:os'
import { EXIT_OK } from './failure.js'

/** Why a command should come to its end before it is done. */
export interface Interruption {
  readonly signal: AbortSignal
  /** For a command that this has cut short. */
  exitCode(): number
}

/**
 * SIGINT and SIGTERM ask for an orderly end; a second one ends the process at once. So does a closed standard output,
 * with nobody left to read a word about it.
 */
export function watchInterruptions(): Interruption {
  const controller = new AbortController()
  let exitCode = EXIT_OK
  const onSignal = (signal: 'SIGINT' | 'SIGTERM'): void => {
    const code = 128 + constants.signals[signal]
    if (controller.signal.aborted) process.exit(code)
    exitCode = code
    controller.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    controller.abort()
  })
  process.stderr.on('error', () => {}) // there is nowhere left to say so
  return { signal: controller.signal, exitCode: () => exitCode }
}

/** Resolves when `signal` is aborted; never rejects. */
export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
