import { AliecsError, messageOf } from '../errors.js'
import { timerDelay } from '../timers.js'
import type { Publisher, PublishRecord, PublishResult } from './host.js'

/** What a publisher gets on top of the call's timeout before it counts as one that does not answer. */
const GRACE_MS = 1000

/**
 * `publisher.publish`, held to its contract: a transition must not stand still, or fail, because a publisher throws,
 * rejects, never answers, or answers something else.
 *
 * @returns never rejects
 */
export async function publishGuarded(
  publisher: Publisher,
  records: PublishRecord[],
  timeoutMs: number,
): Promise<PublishResult> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<PublishResult>((resolve) => {
    const message = `no answer from the publisher within ${timeoutMs} ms`
    const answer = (): void => resolve({ status: 'queued', error: new AliecsError('KFK_TIMEOUT', message) })
    timer = setTimeout(answer, timerDelay(timeoutMs + GRACE_MS))
  })
  try {
    const result: PublishResult | undefined = await Promise.race([
      publisher.publish(records, { timeoutMs }),
      late,
    ])
    if (result?.status === 'delivered' || (result?.status && result.error)) return result
    return broken(
      `answered ${JSON.stringify(result)}, expected a status, and an error where it is not 'delivered'`,
    )
  } catch (error) {
    return broken(`threw: ${messageOf(error)}`, error)
  } finally {
    clearTimeout(timer)
  }
}

function broken(what: string, cause?: unknown): PublishResult {
  return { status: 'failed', error: new AliecsError('KFK_CLIENT', `the publisher ${what}`, { cause }) }
}
