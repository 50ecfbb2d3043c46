import { setTimeout as sleep } from 'node:timers/promises'

export interface RetryOptions {
  /** From the first attempt on; 0 makes one attempt. */
  waitMs: number
  /** Whether another attempt can help. */
  isTransient(error: unknown): boolean
  /** Before each new attempt. */
  onRetry(error: unknown, delayMs: number): void
  signal?: AbortSignal | undefined
}

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 5000

/**
 * Repeats with delays that double up to 5 s.
 *
 * @returns the first success
 * @throws the last error when the time is over or the error is not transient; the signal's reason when aborted
 */
export async function retry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { waitMs, isTransient, onRetry, signal } = options
  const deadline = performance.now() + waitMs
  for (let delayMs = FIRST_DELAY_MS; ; delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)) {
    signal?.throwIfAborted()
    try {
      return await orAborted(attempt(), signal)
    } catch (error) {
      signal?.throwIfAborted()
      const leftMs = deadline - performance.now()
      if (leftMs <= 0 || !isTransient(error)) throw error
      const pauseMs = Math.min(delayMs, leftMs)
      onRetry(error, pauseMs)
      await sleep(pauseMs, undefined, { signal }).catch(() => signal?.throwIfAborted())
    }
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
