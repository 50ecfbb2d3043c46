import { AliecsError, type ErrorCode } from '../errors.js'

export interface BatchQueueOptions {
  /** Name of the awaited thing, for messages. */
  subject: string
  /** Code of the error for a full queue or a request that waited too long. */
  code: ErrorCode
  /** Requests that may wait at the same time. @default 10000 */
  maxWaiting?: number
  /** Longest time from request to answer. @default 30000 */
  limitMs?: number
}

/** Answer to one request of a batch. */
export type BatchAnswer<Answer> = { value: Answer } | { error: unknown }

interface Waiting<Request, Answer> {
  request: Request
  settle: (answer: BatchAnswer<Answer>) => void
}

/**
 * Serves requests in their order, one batch after another: a batch is everything that arrived while the one before it was
 * served. A request that waits too long is withdrawn.
 */
export class BatchQueue<Request, Answer> {
  readonly #serve: (requests: readonly Request[]) => Promise<readonly BatchAnswer<Answer>[]>
  readonly #subject: string
  readonly #code: ErrorCode
  readonly #maxWaiting: number
  readonly #limitMs: number
  #waiting: Waiting<Request, Answer>[] = []
  #isServing = false

  /** @param serve returns one answer per request, in their order; a rejection is the answer to each of them */
  constructor(
    serve: (requests: readonly Request[]) => Promise<readonly BatchAnswer<Answer>[]>,
    { subject, code, maxWaiting = 10_000, limitMs = 30_000 }: BatchQueueOptions,
  ) {
    this.#serve = serve
    this.#subject = subject
    this.#code = code
    this.#maxWaiting = maxWaiting
    this.#limitMs = limitMs
  }

  /** @throws AliecsError with the configured code when the queue is full or the time is over; whatever `serve` answers */
  add(request: Request): Promise<Answer> {
    if (this.#waiting.length >= this.#maxWaiting) {
      const text = `${this.#subject}: ${this.#maxWaiting} requests are waiting already, more are refused`
      return Promise.reject(new AliecsError(this.#code, text))
    }
    return new Promise<Answer>((resolve, reject) => {
      const waiting: Waiting<Request, Answer> = {
        request,
        settle: (answer) => {
          clearTimeout(timer)
          if ('error' in answer) reject(answer.error)
          else resolve(answer.value)
        },
      }
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting)
        const text = `${this.#subject}: no answer within ${this.#limitMs} ms`
        reject(new AliecsError(this.#code, text))
      }, this.#limitMs)
      this.#waiting.push(waiting)
      if (!this.#isServing) void this.#serveAll()
    })
  }

  async #serveAll(): Promise<void> {
    this.#isServing = true
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      const answers = await this.#answersTo(batch)
      for (const [index, { settle }] of batch.entries()) settle(answers(index))
    }
    this.#isServing = false
  }

  async #answersTo(
    batch: readonly Waiting<Request, Answer>[],
  ): Promise<(index: number) => BatchAnswer<Answer>> {
    try {
      const answers = await this.#serve(batch.map(({ request }) => request))
      return (index) => answers[index] ?? { error: new Error(`${this.#subject}: no answer`) }
    } catch (error) {
      return () => ({ error })
    }
  }
}
