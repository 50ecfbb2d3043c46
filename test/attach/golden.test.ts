import { afterAll, describe, expect, it } from 'vitest'
import {
  attachTo,
  recordedLegacy,
  recordedMoments,
  recordedScenarios,
} from '../helpers/attached-recording.js'
import type { LegacyMessage } from '../helpers/legacy-records.js'
import { environmentIds } from '../helpers/legacy-records.js'

/** Between the clock of the Go plugin and that of the events; 12 was the largest among the originals. */
const TOLERANCE_MS = 15

/** Recordings whose legacy messages are not what the events imply, and why. */
const DIFFERENT: Record<string, string> = {
  broker_down: 'the Go plugin lost the leave of CONFIGURED, which the events show',
  fresh_broker: 'the core lost the event with the variables: the gate is not known, and counts as off',
  plugin_absent: 'the plugin was not loaded: this is what attach is for',
  weighted_trigger: 'enter_RUNNING+10 is no topic for the Go plugin, and no run in its list',
}

const names = recordedScenarios()
const differences: number[] = []

describe('recordings of the Go core, followed by attach', () => {
  it.each(names.filter((name) => !(name in DIFFERENT) && name !== 'core_start'))('%s', (name) => {
    const recorded = sequences(recordedLegacy(name))
    const { core, messages } = attachTo(recordedMoments(name))
    const ours = sequences(messages)
    expect([...ours.keys()]).toEqual([...recorded.keys()])
    for (const [id, theirs] of recorded) expectEqual(ours.get(id) ?? [], theirs)
    expect(core.counters).toMatchObject({ late: 0, incomplete: 0, missed: 0, strangers: 0, orphans: 0 })
    expect(core.runningCount).toBe(0)
  })

  it('core_start: the empty list', () => {
    const [ours, ...more] = attachTo(recordedMoments('core_start')).messages
    const [recorded] = recordedLegacy('core_start')
    // The Go plugin starts some time before or after its core says so.
    expect([ours, ...more].map((message) => message && withoutTimes(message))).toEqual([
      recorded && withoutTimes(recorded),
    ])
  })

  it('plugin_absent: what the plugin would have sent', () => {
    const { messages } = attachTo(recordedMoments('plugin_absent'))
    const like = recordedLegacy('lifecycle')
    expect(messages.map(({ topic }) => topic)).toEqual(like.map(({ topic }) => topic))
  })

  it('broker_down: a message that the Go plugin lost too', () => {
    const { messages, core } = attachTo(recordedMoments('broker_down'))
    const recorded = recordedLegacy('broker_down').map(({ topic }) => topic)
    const run = recorded.indexOf('aliecs.env_state.RUNNING')
    const expected = recorded.toSpliced(run, 0, 'aliecs.env_leave_state.CONFIGURED')
    expect(messages.map(({ topic }) => topic)).toEqual(expected)
    expect(core.counters).toMatchObject({ late: 1, incomplete: 0, missed: 0 })
  })

  it('fresh_broker: nothing where the gate is not known; all but the lost moments where it is on', () => {
    expect(attachTo(recordedMoments('fresh_broker')).messages).toEqual([])
    const { messages, logger } = attachTo(recordedMoments('fresh_broker'), { gateDefault: true })
    expect(logger.lines.join('\n')).toContain('was not seen')
    const recorded = recordedLegacy('fresh_broker').map(({ topic }) => topic)
    const topics = messages.map(({ topic }) => topic)
    for (const topic of new Set(recorded)) expect(topics).toContain(topic)
  })

  it('weighted_trigger: the run too', () => {
    const { messages } = attachTo(recordedMoments('weighted_trigger'))
    const topics = messages.map(({ topic }) => topic)
    const recorded = recordedLegacy('weighted_trigger').map(({ topic }) => topic)
    expect(topics).toContain('aliecs.env_state.RUNNING')
    expect(topics.filter((topic) => topic !== 'aliecs.env_state.RUNNING').sort()).toEqual(recorded.sort())
  })

  afterAll(() => {
    const sorted = differences.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
    console.log(
      `${sorted.length} times, ours minus Go's in ms: p0 ${at(0)} p5 ${at(0.05)} p50 ${at(0.5)} p95 ${at(0.95)} p100 ${at(1)}`,
    )
  })
})

/** By environment, in order; lists too where there is no other environment that they could be of. */
function sequences(messages: readonly LegacyMessage[]): Map<string, LegacyMessage[]> {
  const ids = environmentIds(messages)
  if (ids.length <= 1) return new Map([[ids[0] ?? '', perTopic(messages)]])
  return new Map(
    ids.map((id) => [
      id,
      perTopic(messages.filter((each) => each.kind !== 'list' && each.info.environmentId === id)),
    ]),
  )
}

/** Between topics there is no order. */
function perTopic(messages: readonly LegacyMessage[]): LegacyMessage[] {
  return messages.toSorted((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0))
}

function expectEqual(ours: readonly LegacyMessage[], theirs: readonly LegacyMessage[]): void {
  expect(ours.map(withoutTimes)).toEqual(theirs.map(withoutTimes))
  for (const [index, message] of theirs.entries()) {
    const times = timesOf(ours[index] as LegacyMessage)
    for (const [place, time] of timesOf(message).entries()) {
      const difference = Number((times[place] ?? 0n) - time)
      differences.push(difference)
      expect(Math.abs(difference), `${message.topic}, time ${place}`).toBeLessThanOrEqual(TOLERANCE_MS)
    }
  }
}

function infosOf(message: LegacyMessage) {
  return message.kind === 'list' ? message.runs : [message.info]
}

const withoutTimes = (message: LegacyMessage) => ({
  topic: message.topic,
  infos: infosOf(message).map(({ environmentId, fields, runNumber }) => ({
    environmentId,
    fields,
    runNumber,
  })),
})

const timesOf = (message: LegacyMessage): bigint[] => [
  message.timestamp,
  ...infosOf(message).map(({ enterStateTimestamp }) => BigInt(enterStateTimestamp)),
]
