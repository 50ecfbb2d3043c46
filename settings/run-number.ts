import { AliecsError } from '../errors.js'

/** Hands out run numbers, each once, ascending, to however many cores. */
export interface RunNumberSource {
  /** @throws AliecsError RUN_NUMBER */
  next(): Promise<number>
  /**
   * Whether `next` would work now; takes no number.
   *
   * @throws AliecsError RUN_NUMBER
   */
  check?(): Promise<void>
}

const UINT32_MAX = 2 ** 32 - 1

/**
 * The run number after the last one.
 *
 * @param last as kept, decimal; undefined where there was no run yet: the first is 1
 * @param where names the place that keeps it
 * @throws AliecsError RUN_NUMBER, naming place and value
 */
export function followingRunNumber(last: string | undefined, where: string): number {
  if (last === undefined) return 1
  if (!/^\d+$/.test(last) || Number(last) > UINT32_MAX) {
    throw new AliecsError(
      'RUN_NUMBER',
      `${where}: expected a whole number, 0 to ${UINT32_MAX}, got ${JSON.stringify(last)}`,
    )
  }
  if (Number(last) === UINT32_MAX)
    throw new AliecsError('RUN_NUMBER', `${where}: ${last} was the last run number`)
  return Number(last) + 1
}
