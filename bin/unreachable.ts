import { AliecsError } from '../errors.js'

/** For the `catch` of a client's start: an error that says which brokers it was about. */
export function unreachable(brokers: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof AliecsError) || error.code !== 'KFK_BROKER_DOWN') throw error
    throw new AliecsError(error.code, `no broker of ${brokers} can be reached: ${error.message}`, {
      cause: error,
    })
  }
}
