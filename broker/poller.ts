/** What is polled: a producer. */
export interface Pollable {
  /** Reports that are still to come. */
  readonly inFlight: number
  /** Brings what is there, without waiting. */
  poll(): void
  /** Waits in another thread until no report is to come any more, and brings each as it comes. */
  waitForReports(limitMs: number): Promise<void>
}

/** One wait; its thread is one of the few that Node has. */
const WAIT_MS = 50
/** After this long without news, a thread is no longer spent on waiting. */
const PATIENCE_MS = 1000
const IMPATIENT_INTERVAL_MS = 20
/** With nothing in flight, only to hear that brokers went away. */
const IDLE_INTERVAL_MS = 1000

/**
 * When to poll librdkafka: the delay of a delivery report is the delay of the poll that brings it. While one is likely to
 * come, a thread waits for it: quicker than any timer, and unlike polling without a pause it takes no processor from
 * a broker on the same machine. Nothing in flight costs one poll a second.
 */
export class Poller {
  readonly #producer: Pollable
  readonly #idle: NodeJS.Timeout
  #lastNews = 0
  #waiting = false
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(producer: Pollable) {
    this.#producer = producer
    this.#idle = setInterval(() => producer.poll(), IDLE_INTERVAL_MS).unref()
  }

  /** Something was sent, or something arrived: an answer may be near. */
  wake(): void {
    this.#lastNews = performance.now()
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#schedule()
  }

  stop(): void {
    this.#stopped = true
    clearInterval(this.#idle)
    clearTimeout(this.#timer)
  }

  #schedule(): void {
    if (this.#waiting || this.#timer || this.#stopped || this.#producer.inFlight === 0) return
    if (performance.now() - this.#lastNews < PATIENCE_MS) void this.#wait()
    else this.#timer = setTimeout(this.#poll, IMPATIENT_INTERVAL_MS)
  }

  async #wait(): Promise<void> {
    this.#waiting = true
    await this.#producer.waitForReports(WAIT_MS)
    this.#waiting = false
    this.#schedule()
  }

  readonly #poll = (): void => {
    this.#timer = undefined
    if (this.#stopped) return
    this.#producer.poll()
    this.#schedule()
  }
}
