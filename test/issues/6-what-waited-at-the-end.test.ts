/**
 * What waited when an instance ended waited in the next one until the core wrote again: time went on from the latest event that
 * had gone through, perhaps hours ago. So the EOR of a core that had gone could come hours late.
 */
import { expect, it } from 'vitest'
import { AttachedCore, PATIENCE_NANO } from '../../attach/attached-core.js'
import type { Moment } from '../../attach/moment.js'
import { decoded, recordedMoments } from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const lifecycle = recordedMoments('lifecycle')
const HOUR_NANO = 3_600_000_000_000n

const newCore = (): AttachedCore => new AttachedCore({ logger: new MemoryLogger() })

function goneOn(core: AttachedCore): AttachedCore {
  const next = newCore()
  for (const [key, saved] of core.take().changes) if (saved !== null) next.restore(key, saved)
  return next
}

function topics(core: AttachedCore): string[] {
  return decoded(core.take().records).map(({ topic }) => topic)
}

it('the start of a core that was saved a moment after it came', () => {
  const running = lifecycle.findIndex(
    (moment) => moment.kind === 'environment' && moment.phase === 'completed' && moment.state === 'RUNNING',
  )
  const before = newCore()
  for (const moment of lifecycle.slice(0, running + 1)) before.accept(moment)
  const timestampNano = before.latestNano + HOUR_NANO
  const start: Moment = {
    ...{ kind: 'core-start', frameworkId: 'f' },
    ...{ timestampNano, timestampMs: Number(timestampNano / 1_000_000n) },
  }
  before.accept(start)
  const after = goneOn(before)
  expect(after.isWaiting).toBe(true)
  after.advance(after.latestNano + PATIENCE_NANO + 1n)
  expect(topics(after)).toEqual(['aliecs.env_leave_state.RUNNING', 'aliecs.env_list.RUNNING'])
})

it('an event before which one is missing', () => {
  const [first] = lifecycle
  const held = lifecycle.find((moment) => moment.kind === 'environment' && moment.phase === 'leave-starting')
  const before = newCore()
  before.accept(first as Moment)
  before.accept({ ...(held as Moment), timestampNano: (held?.timestampNano ?? 0n) + HOUR_NANO })
  const after = goneOn(before)
  expect(after.isWaiting).toBe(true)
  after.advance(after.latestNano + PATIENCE_NANO + 1n)
  expect(after.isWaiting).toBe(false)
})

it('an environment of a new core, of which everything waits, is not gone with the old one', () => {
  const core = newCore()
  const environment = lifecycle.filter(({ kind }) => kind === 'environment')
  const [, second] = environment
  const nano = second?.timestampNano ?? 0n
  const timestampNano = nano - PATIENCE_NANO / 2n
  const timestampMs = Number(timestampNano / 1_000_000n)
  core.accept({ ...(second as Moment) })
  core.accept({ kind: 'core-start', frameworkId: 'f', timestampNano, timestampMs })
  core.advance(timestampNano + PATIENCE_NANO + 1n)
  expect(core.counters.orphans).toBe(0)
  expect(core.environmentCount).toBe(1)
})
