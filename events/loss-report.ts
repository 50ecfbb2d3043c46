import type { Logger } from '../plugin/host.js'

const INTERVAL_MS = 60_000

/** Says of losses at once, and after that once a minute how many they have become. */
export class LossReport {
  readonly #logger: Logger
  /** Since the last sentence. */
  #count = 0
  #lastError = ''
  #timer: NodeJS.Timeout | undefined

  constructor(logger: Logger) {
    this.#logger = logger
  }

  add(error: string): void {
    this.#count += 1
    this.#lastError = error
    if (this.#timer === undefined) this.#say()
  }

  /** What has not been said yet is said now. */
  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#count > 0) this.#sentence()
  }

  #say(): void {
    this.#timer = undefined
    if (this.#count === 0) return
    this.#sentence()
    this.#timer = setTimeout(() => this.#say(), INTERVAL_MS)
    this.#timer.unref()
  }

  #sentence(): void {
    const lost = this.#count
    this.#count = 0
    this.#logger.error({ lost }, `${lost} ${lost === 1 ? 'event' : 'events'} lost: ${this.#lastError}`)
  }
}
