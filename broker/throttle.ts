import type { Logger } from '../plugin/host.js'

/** A broker that throttles answers nothing meanwhile, and its clock and ours run on their own. */
const SLACK_MS = 1000

/** Throttling by quotas: the broker acknowledges, and then does not read from the connection for a time. */
export class Throttle {
  readonly #logger: Logger
  #timeMs = 0
  #untilMs = 0
  #isLogged = false

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Time that the broker last asked for; null while it does not throttle. */
  get timeMs(): number | null {
    return this.#timeMs > 0 && performance.now() < this.#untilMs ? this.#timeMs : null
  }

  /** @param timeMs 0 at the end */
  observe(timeMs: number, broker: string): void {
    this.#timeMs = timeMs
    this.#untilMs = performance.now() + timeMs + SLACK_MS
    if (timeMs > 0 === this.#isLogged) return
    this.#isLogged = timeMs > 0
    const message = this.#isLogged
      ? `throttled by the broker, ${timeMs} ms: check the quotas of this client (producer_byte_rate); records wait`
      : 'no longer throttled by the broker'
    this.#logger.warn({ broker, throttleMs: timeMs }, message)
  }
}
