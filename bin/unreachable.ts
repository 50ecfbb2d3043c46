import { AliecsError } from '../errors.js'
import type { Output } from './output.js'

/** So long may a broker take before somebody who waits is told what for. */
const PATIENCE_MS = 1000

/** For a client's start: says what it waits for when that takes long, and which brokers an error was about. */
export async function reach<T>(work: Promise<T>, brokers: string, { print, colors }: Output): Promise<T> {
  const timer = setTimeout(() => print(colors.dim(`trying ${brokers} …`)), PATIENCE_MS)
  try {
    return await work
  } catch (error) {
    if (!(error instanceof AliecsError) || error.code !== 'KFK_BROKER_DOWN') throw error
    throw new AliecsError(error.code, `no broker of ${brokers} can be reached: ${error.message}`, {
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
}
