/**
 * A START_ACTIVITY that failed before it had a run was still open to one. The run of the next try, read before that try's own
 * first event, was told with the times of the failed one, and a second time from the end of the hooks.
 */
import { expect, it } from 'vitest'
import type { EnvironmentMoment, Moment, Phase } from '../../attach/moment.js'
import { attachTo, recordedMoments } from '../helpers/attached-recording.js'

const lifecycle = recordedMoments('lifecycle')
const start = lifecycle.findIndex((moment) => isStart(moment, 'starting'))
const starting = lifecycle[start] as EnvironmentMoment
const SECOND_NANO = 10n ** 9n

function isStart(moment: Moment, phase: Phase): boolean {
  return moment.kind === 'environment' && moment.phase === phase && moment.transition === 'START_ACTIVITY'
}

function earlier<M extends Moment>(moment: M, nano: bigint): M {
  const timestampNano = moment.timestampNano - nano
  return { ...moment, timestampNano, timestampMs: Number(timestampNano / 1_000_000n) }
}

/** The life of an environment, its first START_ACTIVITY tried twice. */
function triedTwice(rest: readonly Moment[]): Moment[] {
  const before = lifecycle.slice(0, start).map((moment) => earlier(moment, 100n * SECOND_NANO))
  const phases: Phase[] = ['starting', 'before-starting', 'before-finished', 'failed']
  const failed = phases.map((phase, index): Moment => {
    const hasFailed = phase === 'before-finished' || phase === 'failed'
    return earlier({ ...starting, phase, hasFailed }, 20n * SECOND_NANO - BigInt(index) * 1_000_000n)
  })
  return [...before, ...failed, ...rest]
}

it('is told once, and with its own times', () => {
  const rest = lifecycle.slice(start)
  const run = rest.findIndex(({ kind }) => kind === 'run')
  const runFirst = [rest[run] as Moment, ...rest.toSpliced(run, 1)]
  const { messages, core } = attachTo(triedTwice(runFirst))
  expect(messages).toEqual(attachTo(triedTwice(rest)).messages)
  expect(messages.filter(({ topic }) => topic === 'aliecs.before_start_activity')).toHaveLength(2)
  expect(core.counters.late).toBe(0)
})
