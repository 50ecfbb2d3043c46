import type { Logger } from '../plugin/host.js'
import { reportFailure } from './failure.js'
import type { Output } from './output.js'

/** Different reports that are shown; each is shown once. */
const MAX_REPORTS = 100

interface Report {
  log(logger: Logger): void
  print(err: Output): void
}

/**
 * Warnings of Node.js and errors that no caller handles, in the format of the command's log.
 *
 * Reports wait until it is clear whether the command has a log: they go to the log with `logTo`, to standard error as text
 * with `printNow`.
 */
export class ProcessReports {
  readonly #err: Output
  readonly #onDefect: () => void
  readonly #seen = new Set<string>()
  #waiting: Report[] = []
  #logger: Logger | null = null
  #isText = false
  /** Whether an error is printed with its stack trace. */
  isVerbose = false

  /** @param onDefect called at the first error that no caller handles; has to end the process in order */
  constructor(err: Output, onDefect: () => void) {
    this.#err = err
    this.#onDefect = onDefect
  }

  watch(): void {
    // Without the listener of Node.js, warnings are switched off (NODE_NO_WARNINGS).
    if (process.listenerCount('warning') > 0) {
      process.removeAllListeners('warning')
      process.on('warning', (warning) => this.#warn(warning))
    }
    // A rejected promise without a handler arrives here too.
    process.on('uncaughtException', (error) => this.#defect(error))
  }

  /** Sends reports to the log of the command, from now on and those that wait. */
  logTo(logger: Logger): void {
    this.#logger = logger
    this.#flush()
  }

  /** Prints reports as text where there is no log. */
  printNow(): void {
    this.#isText = true
    this.#flush()
  }

  #warn(warning: Error & { code?: string }): void {
    const { name, code } = warning
    const isTraced = 'traceProcessWarnings' in process // --trace-warnings
    const text = `${name}: ${isTraced ? warning.stack : warning.message}`
    this.#report(text, {
      log: (logger) => logger.warn({ warning: name, ...(code !== undefined && { code }) }, text),
      print: (err) => err.print(`${err.colors.yellow('warning:')} ${text}`),
    })
  }

  #defect(error: unknown): void {
    const text = error instanceof Error ? error.message || error.name : String(error)
    this.#report(`${error instanceof Error ? error.stack : error}`, {
      log: (logger) => logger.error({ err: error }, `unexpected error: ${text}; shutting down`),
      print: (err) => reportFailure(error, err, { verbose: this.isVerbose }),
    })
    this.#onDefect()
  }

  #report(identity: string, report: Report): void {
    if (this.#seen.has(identity) || this.#seen.size >= MAX_REPORTS) return
    this.#seen.add(identity)
    this.#waiting.push(report)
    this.#flush()
  }

  #flush(): void {
    if (this.#logger === null && !this.#isText) return
    const reports = this.#waiting
    this.#waiting = []
    for (const report of reports) {
      if (this.#logger === null) report.print(this.#err)
      else report.log(this.#logger)
    }
  }
}
