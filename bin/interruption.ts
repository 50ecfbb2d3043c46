import { setMaxListeners } from 'node:events'
import { constants } from 'node:os'
import { EXIT_OK } from './failure.js'

/** Signals that ask for an orderly end. Node.js resets ignored signals, so `nohup` does not keep SIGHUP away. */
export const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
export type EndSignal = (typeof END_SIGNALS)[number]

/** Reason of an early end: a signal, a standard output that cannot be written, an unexpected error. */
export type EndCause = EndSignal | 'output' | 'defect'

/** Request that a command ends before it is done. */
export interface Interruption {
  readonly signal: AbortSignal
  /** Exit status of a command that this has cut short. */
  exitCode(): number
  /** Null until `signal` is aborted. */
  readonly cause?: EndCause | null
}

/** An interruption that the process itself can request. */
export interface ProcessInterruption extends Interruption {
  interrupt(cause: EndCause, exitCode: number): void
}

/** Aborts at the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once. */
export function watchInterruptions(): ProcessInterruption {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal) // one for each wait that it ends, each removed with its wait
  let cause: EndCause | null = null
  let exitCode = EXIT_OK
  const interrupt = (newCause: EndCause, code: number): void => {
    if (cause !== null) return
    cause = newCause
    exitCode = code
    controller.abort()
  }
  let isSignalled = false
  const onSignal = (signal: EndSignal): void => {
    const code = 128 + constants.signals[signal]
    if (isSignalled) process.exit(code)
    isSignalled = true
    interrupt(signal, code)
  }
  for (const signal of END_SIGNALS) process.on(signal, onSignal)
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    get cause() {
      return cause
    },
    interrupt,
  }
}

/**
 * Exit status of a command that runs until a signal ends it.
 *
 * @param regular signals that are its regular end
 */
export function endStatus(interruption: Interruption, regular: readonly EndSignal[]): number {
  const { cause = null } = interruption
  const isRegular = cause === null || (regular as readonly EndCause[]).includes(cause)
  return isRegular ? EXIT_OK : interruption.exitCode()
}

/** Resolves when `signal` is aborted; never rejects. */
export function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
