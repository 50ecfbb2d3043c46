/**
 * Learning from a history with a hundred thousand environments that are gone wrote as many tombstones in one batch, for keys
 * that were never written, and a warning for each that an old core had left behind.
 */
import { expect, it } from 'vitest'
import { AttachedCore, type SavedEnvironment } from '../../attach/attached-core.js'
import type { Moment } from '../../attach/moment.js'
import { recordedMoments } from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const GONE_LIMIT = 1000
const short = recordedMoments('unknown_host')
const SECOND_NANO = 10n ** 9n

/** The same short life, of another environment, so many seconds later. */
function lifeOf(number: number, moments: readonly Moment[] = short): Moment[] {
  return moments.map((moment) => {
    const timestampNano = moment.timestampNano + BigInt(number) * SECOND_NANO
    return moment.kind === 'core-start'
      ? { ...moment, timestampNano }
      : { ...moment, timestampNano, environmentId: `env${number}` }
  })
}

const tombstones = (changes: ReadonlyMap<string, SavedEnvironment | null>): string[] =>
  [...changes].flatMap(([id, change]) => (change === null ? [id] : []))

function accept(core: AttachedCore, from: number, to: number): void {
  for (let number = from; number < to; number++) for (const moment of lifeOf(number)) core.accept(moment)
}

it('what was never saved is forgotten without a tombstone', () => {
  const core = new AttachedCore({ logger: new MemoryLogger() })
  accept(core, 0, 3 * GONE_LIMIT)
  const { changes } = core.take()
  expect(tombstones(changes)).toEqual([])
  expect(changes.size).toBe(GONE_LIMIT + 1) // and the core itself
})

it('what was saved is forgotten with one, by the next instance too', () => {
  const logger = new MemoryLogger()
  const first = new AttachedCore({ logger })
  accept(first, 0, GONE_LIMIT)
  const next = new AttachedCore({ logger })
  for (const [key, saved] of first.take().changes) if (saved !== null) next.restore(key, saved)
  for (const core of [first, next]) {
    accept(core, GONE_LIMIT, GONE_LIMIT + 3)
    expect(tombstones(core.take().changes)).toEqual(['env0', 'env1', 'env2'])
    accept(core, GONE_LIMIT + 3, GONE_LIMIT + 4)
    expect(tombstones(core.take().changes)).toEqual(['env3'])
  }
})

it('those that a core has left behind are no warnings while it is learnt in silence', () => {
  const lifecycle = recordedMoments('lifecycle')
  const configured = lifecycle.findIndex(
    (moment) => moment.kind === 'environment' && moment.transition === 'START_ACTIVITY',
  )
  const levels = [true, false].map((isSilent) => {
    const logger = new MemoryLogger()
    const core = new AttachedCore({ logger })
    for (const moment of lifeOf(0, lifecycle.slice(0, configured))) core.accept(moment)
    const timestampNano = core.latestNano + SECOND_NANO
    const at = { timestampNano, timestampMs: Number(timestampNano / 1_000_000n) }
    if (isSilent) core.keepSilentUntil(timestampNano)
    core.accept({ kind: 'core-start', frameworkId: 'f', ...at })
    core.advance(timestampNano + SECOND_NANO)
    expect(core.counters.orphans).toBe(1)
    return logger.lines.map((line) => line.replace(/:.*/, ''))
  })
  expect(levels).toEqual([['debug'], ['warn']])
})

it('nor are those for which there is no more room, and they leave no tombstones', () => {
  const ENVIRONMENTS_LIMIT = 20_000
  const [creating] = short
  if (creating?.kind !== 'environment') throw new Error('no events')
  const logger = new MemoryLogger()
  const core = new AttachedCore({ logger })
  for (let number = 0; number < ENVIRONMENTS_LIMIT + 2 * GONE_LIMIT; number++) {
    const timestampNano = creating.timestampNano + BigInt(number)
    core.keepSilentUntil(timestampNano)
    core.accept({ ...creating, environmentId: `env${number}`, timestampNano })
  }
  expect(core.environmentCount).toBe(ENVIRONMENTS_LIMIT)
  expect(new Set(logger.lines.map((line) => line.replace(/:.*/, '')))).toEqual(new Set(['debug']))
  expect(tombstones(core.take().changes)).toEqual([])
})
