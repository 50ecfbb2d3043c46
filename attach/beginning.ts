import { keyOf } from '../broker/index.js'
import type { PartitionStart } from './followed-events.js'

/** Where the messages begin if no instance has been before. */
export type Begin = 'now' | 'beginning' | { sinceMs: number }

export interface Beginning {
  /** By partition, up to where what has come is learnt in silence. */
  toLearn: Map<string, number>
  /** For the log: what is begun. */
  message: string
  isFirst: boolean
}

/**
 * What the owner of a share begins with.
 *
 * @param isForgotten the group has been somewhere, and nothing is remembered of it: the partitions start at their first event
 */
export function beginningOf(
  starts: readonly PartitionStart[],
  {
    begin,
    group,
    isForgotten,
    known,
    left = [],
  }: {
    begin: Begin
    group: string
    isForgotten: boolean
    known: { environments: number; running: number }
    /** Partitions that are taken up later. */
    left?: readonly Pick<PartitionStart, 'committed'>[]
  },
): Beginning {
  const count = starts.reduce((sum, { offset, end }) => sum + end - offset, 0)
  const isFirst = [...starts, ...left].every(({ committed }) => committed === null)
  if (isForgotten) {
    const toLearn = starts.map((start) => ({ ...start, end: start.committed ?? start.offset }))
    const message = `group ${group} has no saved state: rebuilding it from ${count} events`
    return { toLearn: upToEnds(toLearn), message, isFirst }
  }
  if (!isFirst) {
    const counts = `${known.environments} environments, ${known.running} in RUNNING, ${count} events to catch up on`
    const remark =
      begin === 'now' ? '' : '; --from-beginning and --since count only at the very first start of a group'
    return { toLearn: new Map(), message: `goes on where group ${group} was: ${counts}${remark}`, isFirst }
  }
  const first = `first start of group ${group}`
  if (begin === 'now') {
    const message = `${first}: learns from ${count} events what there is, makes messages of new ones`
    return { toLearn: upToEnds(starts), message, isFirst }
  }
  const from = begin === 'beginning' ? 'all' : `those since ${new Date(begin.sinceMs).toISOString()}`
  return { toLearn: new Map(), message: `${first}: makes messages of ${from} (${count} events)`, isFirst }
}

const upToEnds = (starts: readonly PartitionStart[]): Map<string, number> =>
  new Map(starts.filter(({ offset, end }) => offset < end).map((start) => [keyOf(start), start.end]))
