import { AliecsError } from '../errors.js'
import type { Environment } from './environment.js'
import { runTransition } from './transition.js'

/** Emits the announcement that precedes GO_ERROR; of an environment that is gone there is nothing to announce. */
export function announceError(environment: Environment, reason: string): void {
  if (environment.state !== 'DONE') environment.tell({ type: 'error-imminent', error: reason })
}

/**
 * Runs GO_ERROR in the caller's turn; sets ERROR without it where it fails.
 *
 * @returns why GO_ERROR failed; null where it did not
 */
export async function enterError(environment: Environment): Promise<AliecsError | null> {
  try {
    await runTransition(environment, 'GO_ERROR')
    return null
  } catch (error) {
    if (!(error instanceof AliecsError)) throw error
    const { state } = environment
    if (state !== 'ERROR' && state !== 'DONE') environment.setState('ERROR', { forced: true })
    return error
  }
}

/** Announces GO_ERROR and runs it, both in the caller's turn. @returns see `enterError` */
export function goToError(environment: Environment, reason: string): Promise<AliecsError | null> {
  announceError(environment, reason)
  return enterError(environment)
}
