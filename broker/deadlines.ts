import { timerDelay } from '../timers.js'

/** Those that may wait equally long, the first to end first, with one timer for all of them. */
interface Queue {
  /** Who waits → until when, on the clock of `performance.now`. */
  readonly ends: Map<Waiting, number>
  timer: NodeJS.Timeout
}

export interface Waiting {
  expire(): void
}

/** Ends waits that last too long. A timer for each would be dear where thousands wait. */
export class Deadlines {
  readonly #queues = new Map<number, Queue>()

  /** `waiting` expires after the limit, unless it is removed before. */
  add(waiting: Waiting, limitMs: number): void {
    let queue = this.#queues.get(limitMs)
    if (!queue) {
      queue = { ends: new Map(), timer: this.#timer(limitMs, limitMs) }
      this.#queues.set(limitMs, queue)
    }
    queue.ends.set(waiting, performance.now() + limitMs)
  }

  remove(waiting: Waiting, limitMs: number): void {
    const queue = this.#queues.get(limitMs)
    if (!queue?.ends.delete(waiting) || queue.ends.size > 0) return
    clearTimeout(queue.timer)
    this.#queues.delete(limitMs)
  }

  #timer(limitMs: number, delayMs: number): NodeJS.Timeout {
    return setTimeout(() => this.#expire(limitMs), timerDelay(Math.max(1, delayMs)))
  }

  #expire(limitMs: number): void {
    const now = performance.now()
    for (const [waiting, end] of this.#queues.get(limitMs)?.ends ?? []) {
      if (end > now) break
      waiting.expire()
      this.remove(waiting, limitMs)
    }
    const queue = this.#queues.get(limitMs)
    const [next] = queue?.ends.values() ?? []
    if (queue && next !== undefined) queue.timer = this.#timer(limitMs, Math.ceil(next - now))
  }
}
