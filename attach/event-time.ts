/** So much later another partition may be read. */
const READ_SKEW_MS = 30
/** The same while brokers come back: librdkafka reads each partition again after a pause of its own. */
const READ_SKEW_AFTER_ERROR_MS = 1000
const AFTER_ERROR_MS = 10_000

/**
 * Time as events tell it: it goes on with them, a moment after them, for another partition may have been read later than
 * this one. Where nothing comes any more, it goes on with our own clock.
 */
export class EventTime {
  /** Of the batches that were read a moment ago: until when, and when. */
  readonly #passed: { nano: bigint; atMs: number }[] = []
  /** Of the latest trouble with a broker; performance.now() */
  #troubleMs = Number.NEGATIVE_INFINITY

  brokerTrouble(): void {
    this.#troubleMs = performance.now()
  }

  /**
   * @param latestNano of the latest event that was read; ns since the Unix epoch
   * @param isIdle nothing came, and nothing is known to come
   * @returns how far time has come; null before the first event
   */
  reached(latestNano: bigint, { isIdle }: { isIdle: boolean }): bigint | null {
    const nowMs = performance.now()
    const isTroubled = nowMs - this.#troubleMs < AFTER_ERROR_MS
    const skewMs = isTroubled ? READ_SKEW_AFTER_ERROR_MS : READ_SKEW_MS
    const last = this.#passed.at(-1)
    if (last === undefined || last.nano < latestNano) this.#passed.push({ nano: latestNano, atMs: nowMs })
    let [reached] = this.#passed
    while (this.#passed[1] !== undefined && this.#passed[1].atMs <= nowMs - skewMs) {
      this.#passed.shift()
      reached = this.#passed[0]
    }
    if (reached === undefined || reached.atMs > nowMs - skewMs) return null
    const isLatest = this.#passed.length === 1
    const onMs = isIdle && isLatest ? nowMs - reached.atMs - skewMs : 0
    return reached.nano + BigInt(Math.round(onMs * 1e6))
  }
}
