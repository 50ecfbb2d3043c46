import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AttachedCore, type SavedEnvironment } from '../../attach/attached-core.js'
import type { Moment } from '../../attach/moment.js'
import { attachTo, decoded, recordedMoments } from '../helpers/attached-recording.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const SCENARIOS = [
  ...['lifecycle', 'destroy_force_running', 'start_task_error', 'hook_failed_before_start'],
  ...['hook_failed_go_error', 'core_killed_running', 'configure_refused', 'auto_environment'],
]
/** The largest inversion seen in the originals was 2.3. */
const INVERSION_NANO = 3_000_000

const sorted = new Map(
  SCENARIOS.map((name) => [
    name,
    recordedMoments(name).toSorted((a, b) => (a.timestampNano < b.timestampNano ? -1 : 1)),
  ]),
)
const scenario = fc.constantFrom(...SCENARIOS)
const RUNS = { numRuns: 60 }

const momentsOf = (name: string): Moment[] => sorted.get(name) ?? []

/** Topics have no order between them. */
function perTopic(messages: readonly LegacyMessage[]): LegacyMessage[] {
  return messages.toSorted((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0))
}

describe('any order of arrival makes the same messages', () => {
  it('of events that overtake each other by 3 ms', () => {
    fc.assert(
      fc.property(scenario, fc.infiniteStream(fc.nat(INVERSION_NANO)), (name, delays) => {
        const arriving = momentsOf(name).map((moment) => ({
          moment,
          at: moment.timestampNano + BigInt(delays.next().value ?? 0),
        }))
        const shuffled = arriving.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ moment }) => moment)
        const { messages, core } = attachTo(shuffled)
        expect(perTopic(messages)).toEqual(perTopic(attachTo(momentsOf(name)).messages))
        expect(core.counters.gaps).toBe(attachTo(momentsOf(name)).core.counters.gaps)
      }),
      RUNS,
    )
  })

  it('of the two topics, one up to 45 ms behind the other', () => {
    fc.assert(
      fc.property(scenario, fc.infiniteStream(fc.integer({ min: -45, max: 45 })), (name, lags) => {
        const arriving = momentsOf(name).map((moment) => ({
          moment,
          at:
            moment.timestampNano + (moment.kind === 'run' ? BigInt(lags.next().value ?? 0) * 1_000_000n : 0n),
        }))
        const interleaved = arriving.toSorted((a, b) => (a.at < b.at ? -1 : 1)).map(({ moment }) => moment)
        expect(perTopic(attachTo(interleaved).messages)).toEqual(perTopic(attachTo(momentsOf(name)).messages))
      }),
      RUNS,
    )
  })

  it('of events that come twice', () => {
    fc.assert(
      fc.property(scenario, fc.infiniteStream(fc.nat(20)), (name, again) => {
        const moments: Moment[] = []
        for (const moment of momentsOf(name)) {
          moments.push(moment)
          const back = again.next().value ?? 0
          const repeated = moments[moments.length - back]
          if (repeated !== undefined) moments.push(repeated)
        }
        expect(attachTo(moments).messages).toEqual(attachTo(momentsOf(name)).messages)
      }),
      RUNS,
    )
  })
})

it('goes on from what was saved at any moment as if nothing had happened', () => {
  fc.assert(
    fc.property(scenario, fc.infiniteStream(fc.nat(INVERSION_NANO)), fc.nat(200), (name, delays, cut) => {
      const moments = momentsOf(name)
        .map((moment) => ({ moment, at: moment.timestampNano + BigInt(delays.next().value ?? 0) }))
        .toSorted((a, b) => (a.at < b.at ? -1 : 1))
        .map(({ moment }) => moment)
      const logger = new MemoryLogger()
      const saved = new Map<string, SavedEnvironment>()
      let core = new AttachedCore({ logger })
      const records = moments.flatMap((moment, index) => {
        if (index % (cut + 1) === cut) {
          core = new AttachedCore({ logger })
          for (const [id, text] of saved) core.restore(id, JSON.parse(JSON.stringify(text)))
        }
        core.accept(moment)
        const outcome = core.take()
        for (const [id, change] of outcome.changes) {
          if (change === null) saved.delete(id)
          else saved.set(id, change)
        }
        return outcome.records
      })
      core.advance(core.latestNano + 10n ** 9n)
      records.push(...core.take().records)
      expect(decoded(records)).toEqual(attachTo(moments).messages)
    }),
    RUNS,
  )
})

it('of lost events no wrong run number comes, and the list is right at the end', () => {
  fc.assert(
    fc.property(scenario, fc.infiniteStream(fc.nat(9)), (name, luck) => {
      const whole = attachTo(momentsOf(name)).messages
      const numbers = new Map(
        whole.flatMap((m) => (m.kind === 'list' ? [] : [[`${m.topic} ${m.info.runNumber}`, true] as const])),
      )
      const kept = momentsOf(name).filter(
        (moment, index) => index === 0 || isLoaded(moment) || luck.next().value !== 0,
      )
      const { messages, core } = attachTo(kept)
      for (const message of messages) {
        if (message.kind === 'list' || message.info.runNumber === 0) continue
        expect(numbers.has(`${message.topic} ${message.info.runNumber}`)).toBe(true)
      }
      const last = kept.findLast((moment) => moment.kind === 'environment' && moment.phase !== 'aside')
      if (last?.kind === 'environment' && last.phase === 'gone') expect(core.runningCount).toBe(0)
    }),
    { numRuns: 200 },
  )
})

const isLoaded = (moment: Moment): boolean => moment.kind === 'environment' && moment.phase === 'loaded'
