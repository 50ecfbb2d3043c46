import { timerDelay } from '../timers.js'

/**
 * The outcome of `promise`, or the error that `late` makes when it does not come within `limitMs`. What comes later
 * is dropped: whoever needs to know of it looks at the promise itself.
 */
export async function within<T>(promise: Promise<T>, limitMs: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), timerDelay(limitMs))
  })
  try {
    return await Promise.race([promise, limit])
  } finally {
    clearTimeout(timer)
  }
}

/** One job at a time, in the order in which they were asked for; a job that fails does not hold up the next one. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve()

  run<T>(job: () => Promise<T>): Promise<T> {
    const result = this.#last.then(job)
    this.#last = result.catch(() => undefined)
    return result
  }
}
