import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { AttachedCore } from '../../attach/attached-core.js'
import { type CoreAnswer, CoreQuestions, type LookUp } from '../../attach/core-questions.js'
import type { EnvironmentMoment, Moment, Phase } from '../../attach/moment.js'
import { decoded, recordedLegacy, recordedMoments } from '../helpers/attached-recording.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

const lifecycle = recordedMoments('lifecycle')
const VARS = { kafka_enabled: 'true', detectors: '["ITS"]', run_type: 'COSMICS' }
/** From an event to the time that the Go core took then: 2 in the recordings. */
const ENTERING_MS = 5

const infosOf = (message: LegacyMessage) => (message.kind === 'list' ? message.runs : [message.info])

/** By topic, in order: between topics there is none. */
function timesOf(messages: readonly LegacyMessage[]): [string, ...string[]][] {
  return messages
    .map((message): [string, ...string[]] => [
      message.topic,
      ...infosOf(message).map(({ enterStateTimestamp }) => enterStateTimestamp),
    ])
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

/** The core of a recording, as far as its events have come; its times are those that its plugin published. */
class RecordedCore {
  readonly lookUp = vi.fn<LookUp>(async (id) => this.#answers.get(id) ?? null)
  readonly #times: string[]
  readonly #answers = new Map<string, CoreAnswer>()

  constructor(scenario: string) {
    this.#times = recordedLegacy(scenario).flatMap((message) =>
      infosOf(message).map(({ enterStateTimestamp }) => enterStateTimestamp),
    )
  }

  hasWritten(moment: Moment): void {
    if (moment.kind !== 'environment') return
    const { environmentId, phase, state, timestampMs, runNumber, vars } = moment
    const before = this.#answers.get(environmentId)
    const time = vars?.['enter_state_time_ms'] ?? before?.enterStateTime ?? null
    const enterStateTime = phase === 'enter-starting' ? this.#timeAfter(timestampMs) : time
    this.#answers.set(environmentId, { state, runNumber, vars: vars ?? before?.vars ?? VARS, enterStateTime })
  }

  #timeAfter(timestampMs: number): string {
    const taken = this.#times.find(
      (time) => Number(time) >= timestampMs && Number(time) <= timestampMs + ENTERING_MS,
    )
    return taken ?? String(timestampMs + 1)
  }
}

/** An attached core and the questions that go before its events. */
function attached(lookUp: LookUp | undefined) {
  const logger = new MemoryLogger()
  const core = new AttachedCore({ logger })
  const questions = new CoreQuestions({ lookUp, core, logger })
  const feed = async (moments: readonly Moment[], options?: { isPast: boolean }): Promise<void> => {
    for (const moment of moments) {
      const own = { ...moment } // what is learnt is noted at the event
      await questions.before(own, options)
      core.accept(own)
    }
  }
  const told = (): LegacyMessage[] => {
    core.advance(core.latestNano + 10n ** 9n)
    return decoded(core.take().records)
  }
  return { core, feed, told, logger }
}

function indexOf(phase: Phase, transition: string): number {
  return lifecycle.findIndex(
    (moment) => moment.kind === 'environment' && moment.phase === phase && moment.transition === transition,
  )
}

function momentAt(phase: Phase, transition: string): EnvironmentMoment {
  return lifecycle[indexOf(phase, transition)] as EnvironmentMoment
}

const answerOf = (moment: EnvironmentMoment, enterStateTime: number): CoreAnswer => ({
  ...{ state: moment.state, runNumber: moment.runNumber, vars: VARS },
  enterStateTime: String(enterStateTime),
})

describe('every time of a state is the one that the Go core took', () => {
  const scenarios = [
    ...['lifecycle', 'reset_destroy', 'auto_environment', 'destroy_force_running', 'start_task_error'],
    ...['hook_failed_go_error', 'hook_failed_before_start', 'configure_refused', 'stop_refused'],
  ]

  it.each(scenarios)('%s', async (scenario) => {
    const recorded = new RecordedCore(scenario)
    const { core, feed, told } = attached(recorded.lookUp)
    for (const moment of recordedMoments(scenario)) {
      recorded.hasWritten(moment)
      await feed([moment])
    }
    expect(timesOf(told())).toEqual(timesOf(recordedLegacy(scenario)))
    expect(core.counters).toMatchObject({ inexact: 0, strangers: 0 })
  })

  it.each(scenarios)('%s, each event after the one that came after it', async (scenario) => {
    const recorded = new RecordedCore(scenario)
    const { core, feed, told } = attached(recorded.lookUp)
    const moments = recordedMoments(scenario)
    for (let index = 0; index < moments.length; index += 2) {
      const [first, second] = moments.slice(index, index + 2) as [Moment, Moment?]
      recorded.hasWritten(first)
      if (second !== undefined) recorded.hasWritten(second)
      await feed(second === undefined ? [first] : [second, first])
    }
    expect(timesOf(told())).toEqual(timesOf(recordedLegacy(scenario)))
    expect(core.counters.inexact).toBe(0)
  })
})

describe('the time of a state that is entered', () => {
  const entry = momentAt('enter-starting', 'START_ACTIVITY')
  const before = lifecycle.slice(0, indexOf('enter-starting', 'START_ACTIVITY'))
  const enteredAt = (messages: readonly LegacyMessage[]): string | undefined =>
    messages
      .filter(({ topic }) => topic === 'aliecs.env_state.RUNNING')
      .flatMap((message) => infosOf(message).map(({ enterStateTimestamp }) => enterStateTimestamp))[0]

  async function entered(lookUp: LookUp) {
    const { core, feed, told, logger } = attached(lookUp)
    await feed(before, { isPast: true })
    core.counters.inexact = 0
    await feed([entry])
    return { core, time: enteredAt(told()), logger }
  }

  it('is asked for again where the core has not taken it yet', async () => {
    const old = answerOf(entry, entry.timestampMs - 3000)
    const lookUp = vi.fn<LookUp>().mockResolvedValue(answerOf(entry, entry.timestampMs + 7))
    lookUp.mockResolvedValueOnce(old).mockResolvedValueOnce(old)
    const { core, time } = await entered(lookUp)
    expect(time).toBe(String(entry.timestampMs + 7))
    expect(lookUp).toHaveBeenCalledTimes(3)
    expect(core.counters.inexact).toBe(0)
  })

  it.each([
    ['is in another state already', { ...answerOf(entry, entry.timestampMs + 1), state: 'CONFIGURED' }],
    ['has entered it once more', answerOf(entry, entry.timestampMs + 20_000)],
    ['does not take it', answerOf(entry, entry.timestampMs - 3000)],
    ['has none', { ...answerOf(entry, 0), enterStateTime: null }],
    ['tells something else', { ...answerOf(entry, 0), enterStateTime: 'soon' }],
    ['knows no such environment', null],
  ])('is that of the event where the core %s', async (_what, answer) => {
    const { core, time, logger } = await entered(async () => answer)
    expect(time).toBe(String(entry.timestampMs))
    expect(core.counters.inexact).toBe(1)
    expect(logger.lines).toEqual([])
  })

  it('is told late where its own event was lost', async () => {
    const late = momentAt('enter-finished', 'START_ACTIVITY')
    const { feed, told } = attached(async () => answerOf(late, late.timestampMs - 1))
    await feed(before, { isPast: true })
    await feed([late])
    expect(enteredAt(told())).toBe(String(late.timestampMs - 1))
  })

  it('is asked for before the next transition where it was entered in the past', async () => {
    const left = indexOf('starting', 'STOP_ACTIVITY')
    const lookUp = vi.fn<LookUp>(async () =>
      answerOf(lifecycle[left] as EnvironmentMoment, entry.timestampMs + 1),
    )
    const { core, feed, told } = attached(lookUp)
    await feed(lifecycle.slice(0, left), { isPast: true })
    expect(lookUp).not.toHaveBeenCalled()
    expect(core.counters.inexact).toBe(3)
    core.take()
    await feed(lifecycle.slice(left, indexOf('leave-starting', 'STOP_ACTIVITY') + 1))
    expect(lookUp).toHaveBeenCalledTimes(1)
    const [leave] = told()
    expect(leave?.topic).toBe('aliecs.env_leave_state.RUNNING')
    expect(leave && timesOf([leave])[0]?.[1]).toBe(String(entry.timestampMs + 1))
  })
})

describe('nobody is asked', () => {
  it('where there is no core to ask', async () => {
    const { core, feed, told } = attached(undefined)
    await feed(lifecycle)
    expect(told()).not.toEqual([])
    expect(core.counters.inexact).toBe(0)
  })

  it('of an environment of which no messages are made', async () => {
    const lookUp = vi.fn<LookUp>(async () => null)
    const { feed } = attached(lookUp)
    await feed(recordedMoments('kafka_disabled'))
    expect(lookUp).not.toHaveBeenCalled()
  })

  it('of what was seen before', async () => {
    const recorded = new RecordedCore('lifecycle')
    const { feed } = attached(recorded.lookUp)
    for (const moment of lifecycle) recorded.hasWritten(moment)
    await feed(lifecycle)
    recorded.lookUp.mockClear()
    await feed(lifecycle)
    expect(recorded.lookUp).not.toHaveBeenCalled()
  })
})

describe('a core that does not answer', () => {
  function withClock() {
    vi.useFakeTimers({ toFake: ['performance'] })
    onTestFinished(() => void vi.useRealTimers())
  }

  it('is asked again after five seconds, and said once', async () => {
    withClock()
    const recorded = new RecordedCore('lifecycle')
    const lookUp = vi.fn<LookUp>().mockRejectedValue(new Error('no AliECS core answers at a:1'))
    const { core, feed, logger } = attached(lookUp)
    const deployed = indexOf('completed', 'DEPLOY') + 1
    await feed(lifecycle.slice(0, deployed))
    const configured = indexOf('completed', 'CONFIGURE') + 1
    await feed(lifecycle.slice(deployed, configured))
    expect(lookUp).toHaveBeenCalledTimes(1)
    expect(core.counters.inexact).toBe(2)
    vi.advanceTimersByTime(5001)
    const stopping = indexOf('starting', 'STOP_ACTIVITY')
    for (const moment of lifecycle.slice(0, stopping)) recorded.hasWritten(moment)
    lookUp.mockImplementation(recorded.lookUp)
    await feed(lifecycle.slice(configured, stopping))
    expect(core.counters.inexact).toBe(2)
    expect(logger.lines).toHaveLength(2)
    expect(logger.lines[0]).toContain('no AliECS core answers at a:1; asked again in 5 s')
    expect(logger.lines[1]).toContain('the core answers again')
  })

  it('in time for a time is asked for strangers nevertheless', async () => {
    withClock()
    const lookUp = vi.fn<LookUp>().mockRejectedValue(new Error('too slow'))
    const { core, feed } = attached(lookUp)
    await feed(lifecycle.slice(0, indexOf('completed', 'DEPLOY')))
    lookUp.mockClear()
    const starting = momentAt('starting', 'START_ACTIVITY')
    await feed([{ ...starting, environmentId: 'other' }])
    expect(lookUp.mock.calls.map(([id, { timeoutMs }]) => [id, timeoutMs])).toEqual([['other', 2000]])
    // And not again at once: events would wait two seconds for each of them.
    await feed([{ ...starting, environmentId: 'third' }])
    expect(lookUp).toHaveBeenCalledTimes(1)
    lookUp.mockResolvedValue({ ...answerOf(starting, starting.timestampMs - 1) })
    vi.advanceTimersByTime(5001)
    const next = momentAt('before-starting', 'START_ACTIVITY')
    await feed([{ ...next, environmentId: 'third' }])
    expect(core.isStranger({ ...next, environmentId: 'third' })).toBe(false)
  })
})

describe('an environment whose beginning was not seen', () => {
  const late = lifecycle.slice(indexOf('starting', 'START_ACTIVITY'))
  const starting = momentAt('starting', 'START_ACTIVITY')

  it('is asked for while catching up too', async () => {
    const { core, feed, told } = attached(async () => answerOf(starting, starting.timestampMs - 1000))
    await feed(late, { isPast: true })
    const [begin] = told()
    expect(begin?.kind === 'B' && begin.info).toMatchObject({
      enterStateTimestamp: String(starting.timestampMs - 1000),
      fields: { detectors: ['ITS'], runType: 'COSMICS' },
    })
    expect(core.counters.strangers).toBe(0)
  })

  it('and is in a later state by now: nobody knows since when it was in this one', async () => {
    const answer = { ...answerOf(starting, starting.timestampMs + 1000), state: 'RUNNING', runNumber: 6 }
    const { feed, told } = attached(async () => answer)
    await feed(late, { isPast: true })
    const [begin] = told()
    expect(begin?.kind === 'B' && begin.info).toMatchObject({ enterStateTimestamp: '0', runNumber: 6 })
  })

  it('is asked for once where the core does not know it', async () => {
    const lookUp = vi.fn<LookUp>(async () => null)
    const { core, feed } = attached(lookUp)
    await feed(late)
    expect(lookUp).toHaveBeenCalledTimes(1)
    expect(core.counters.strangers).toBe(1)
  })
})
