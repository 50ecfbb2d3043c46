import { setTimeout as sleep } from 'node:timers/promises'
import { AliecsError, messageOf } from '../errors.js'
import { AttachSession, type AttachSessionOptions } from './attach-session.js'

/** Whatever else fails, a new session may mend. */
const FINAL: readonly string[] = ['KFK_CLIENT_OPTION', 'KFK_INSTANCE_TAKEN', 'ATTACH_SHARES']
const RETRY_DELAYS_MS = [200, 500, 1000, 2000, 5000]
/** After this long without a failure, the next one counts as the first. */
const STEADY_MS = 60_000

/**
 * Sessions, one after the other, until `signal` is aborted: what fails is begun anew from what was written last.
 *
 * @throws AliecsError that no new session can mend
 */
export async function runAttach(options: AttachSessionOptions, signal: AbortSignal): Promise<void> {
  const { logger, figures } = options
  let attempt = 0
  let logged: string | null = null
  while (!signal.aborted) {
    const begunMs = performance.now()
    try {
      await AttachSession.run(options, signal)
      attempt = 0
    } catch (error) {
      const text = failureText(error, options.brokers)
      figures.failed(text)
      if (!(error instanceof AliecsError) || FINAL.includes(error.code)) throw error
      if (signal.aborted) {
        logger.debug({ code: error.code }, `at the end: ${error.message}`)
        break
      }
      if (performance.now() - begunMs > STEADY_MS) {
        attempt = 0
        logged = null
      }
      const delayMs = RETRY_DELAYS_MS[Math.min(attempt, RETRY_DELAYS_MS.length - 1)] ?? 5000
      attempt += 1
      figures.status = 'connecting'
      logger[text === logged ? 'debug' : 'warn']({ code: error.code }, `${text}; retrying`)
      logged = text
      await sleep(delayMs, undefined, { signal }).catch(() => {})
    }
  }
  figures.status = 'stopped'
}

function failureText(error: unknown, brokers: string): string {
  const isDown = error instanceof AliecsError && error.code === 'KFK_BROKER_DOWN'
  return isDown ? `no broker of ${brokers} can be reached: ${error.message}` : messageOf(error)
}
