/** After this long without news, polling goes over from at once to every millisecond, then to every 20. */
const SPIN_MS = 20
const BRISK_MS = 1000
/** With nothing in flight, only to hear that brokers went away. */
const IDLE_INTERVAL_MS = 1000

/**
 * When to poll librdkafka: the delay of a delivery report is the delay of the poll that brings it. Something in flight
 * is polled for without waiting, for as long as an answer is likely; nothing in flight costs one poll a second.
 */
export class Poller {
  readonly #poll: () => void
  readonly #inFlight: () => number
  readonly #idle: NodeJS.Timeout
  #lastNews = 0
  #spinning = false
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  /** @param inFlight how many reports are still to come */
  constructor(poll: () => void, inFlight: () => number) {
    this.#poll = poll
    this.#inFlight = inFlight
    this.#idle = setInterval(poll, IDLE_INTERVAL_MS).unref()
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
    if (this.#spinning || this.#timer || this.#stopped || this.#inFlight() === 0) return
    const quiet = performance.now() - this.#lastNews
    if (quiet < SPIN_MS) {
      this.#spinning = true
      setImmediate(this.#run)
    } else {
      this.#timer = setTimeout(this.#run, quiet < BRISK_MS ? 1 : 20)
    }
  }

  readonly #run = (): void => {
    this.#spinning = false
    this.#timer = undefined
    if (this.#stopped) return
    this.#poll()
    this.#schedule()
  }
}
