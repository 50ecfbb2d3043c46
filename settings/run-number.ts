import { AliecsError } from '../errors.js'
import type { BatchAnswer } from './batch-queue.js'

/** Source of run numbers: each once, ascending, for any number of cores. */
export interface RunNumberSource {
  /** @throws AliecsError RUN_NUMBER */
  next(): Promise<number>
}

const UINT32_MAX = 2 ** 32 - 1

/**
 * Returns the run number after the last one.
 *
 * @param last as kept, decimal; undefined where there was no run yet: the first is 1
 * @param where names the place that keeps it
 * @param highest run number that this core has used; 0 where it has used none
 * @throws AliecsError RUN_NUMBER, naming place and value
 */
export function followingRunNumber(last: string | undefined, where: string, highest = 0): number {
  if (last !== undefined && (!/^\d+$/.test(last) || Number(last) > UINT32_MAX)) {
    throw new AliecsError(
      'RUN_NUMBER',
      `${where}: expected a whole number, 0 to ${UINT32_MAX}, got ${JSON.stringify(last)}`,
    )
  }
  const kept = Number(last ?? 0)
  if (kept < highest) {
    const found = last === undefined ? 'no run number is there' : `the last run number there is ${last}`
    throw new AliecsError(
      'RUN_NUMBER',
      `${where}: ${found}, but this core has used ${highest}: set it to ${highest}, or restart the core to continue with ${kept + 1}`,
    )
  }
  if (kept === UINT32_MAX) throw new AliecsError('RUN_NUMBER', `${where}: ${last} was the last run number`)
  return kept + 1
}

/**
 * Returns an answer for each of `count` requests: consecutive run numbers from `first`, and an error for those that do not
 * fit in 32 bits.
 */
export function consecutiveRunNumbers(first: number, count: number, where: string): BatchAnswer<number>[] {
  return Array.from({ length: count }, (_, index) => {
    const value = first + index
    if (value <= UINT32_MAX) return { value }
    return { error: new AliecsError('RUN_NUMBER', `${where}: ${UINT32_MAX} was the last run number`) }
  })
}

/** Returns the highest run number among the answers; they have at least one. */
export function highestOf(answers: readonly BatchAnswer<number>[]): number {
  return Math.max(...answers.flatMap((answer) => ('value' in answer ? answer.value : [])))
}
