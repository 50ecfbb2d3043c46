/** The daemon as a process: what Kafka gets of many environments, compared with what the Go core told. */
import { expect, it } from 'vitest'
import type { ReceivedRecord } from '../../broker/index.js'
import type { ControlClient } from '../../control-api/client.js'
import { type ComparedEvent, comparedEvents, sequencesOf } from '../helpers/core-events.js'
import { recordedEvents, recordedRecords } from '../helpers/golden-events.js'
import { byTimestamp, decodeLegacy, type LegacyMessage, normalise } from '../helpers/legacy-records.js'
import { readUntil } from '../helpers/read-records.js'
import {
  configuration,
  created,
  DETECTORS,
  describeConfigurations,
  ENVIRONMENTS,
  hostOf,
  limits,
  started,
  TIMEOUT_MS,
} from '../helpers/served-daemon.js'
import { describeWithKafka } from '../helpers/services.js'
import { listedRuns, runsOn, SOR } from '../helpers/told-runs.js'

describeWithKafka('the daemon', (brokers) => {
  describeConfigurations((config) => {
    it(
      'lives with twenty environments at once: each tells Kafka all that the Go core tells, in order',
      async () => {
        const { control, child } = await started(await config(configuration(brokers())))
        const ids = await Promise.all(DETECTORS.map((detector) => life(control, detector)))
        child.kill('SIGTERM')
        expect((await child).exitCode).toBe(143)
        const expected = recordedLife()
        const perLife = Object.values(expected).flat().length
        const records = await readUntil(
          brokers(),
          (topic) => /^aliecs\.(env_|before_|environment$|run$|call$)/.test(topic),
          (read) => {
            const mine = read.filter((record) => ids.includes(record.key ?? '') && !isCallAtStandby(record))
            const wanted = ENVIRONMENTS * perLife
            if (mine.length < wanted) return `${mine.length} of ${wanted} records read`
            const missing = ids.find((id) => listedRuns(read).get(id)?.length !== 2)
            return missing === undefined || `two runs of ${missing} in lists`
          },
        )
        const listed = listedRuns(records)
        for (const id of ids) {
          expect(toldOf(id, records), id).toEqual(expected)
          expect(listed.get(id), id).toEqual(runsOn(SOR, id, records))
        }
        expect(new Set(ids.flatMap((id) => runsOn(SOR, id, records))).size).toBe(2 * ENVIRONMENTS)
      },
      TIMEOUT_MS,
    )
  })
})

/** That of the recording `lifecycle`. */
async function life(control: ControlClient, detector: string): Promise<string> {
  const id = await created(control, hostOf(detector))
  for (const [type, state] of [
    ['START_ACTIVITY', 'RUNNING'],
    ['STOP_ACTIVITY', 'CONFIGURED'],
    ['START_ACTIVITY', 'RUNNING'],
    ['STOP_ACTIVITY', 'CONFIGURED'],
    ['RESET', 'DEPLOYED'],
    ['CONFIGURE', 'CONFIGURED'],
  ] as const) {
    expect(await control.call('ControlEnvironment', { id, type }, limits)).toMatchObject({ id, state })
  }
  await control.call('DestroyEnvironment', { id }, limits)
  return id
}

/** By topic, in the order of the topic; users have other names here. */
function eventLines(events: readonly ComparedEvent[]): Record<string, string[]> {
  const sequences = sequencesOf(events)
  const lines = ['environment', 'run', 'call'].map((topic) => [
    topic,
    (sequences.get(`E1 ${topic}`) ?? []).map((line) => line.replace(/user \S+/, 'user somebody')),
  ])
  return Object.fromEntries(lines)
}

/** By topic, in their order, without lists and detectors. */
function legacyLines(messages: readonly LegacyMessage[]): Record<string, string[]> {
  const topics = new Map<string, LegacyMessage[]>()
  for (const message of messages) {
    if (message.kind === 'list') continue
    const { topic, info } = message
    const alike = { ...message, info: { ...info, fields: { ...info.fields, detectors: [] } } }
    topics.set(topic, [...(topics.get(topic) ?? []), alike])
  }
  return Object.fromEntries([...topics].map(([topic, alike]) => [topic, normalise(alike)]))
}

/** What the Go core told of the same life, and of STANDBY, where it has no hooks. */
function recordedLife(): Record<string, string[]> {
  const legacy = recordedRecords('lifecycle').flatMap((record) => decodeLegacy(record) ?? [])
  return {
    ...eventLines(recordedEvents('lifecycle')),
    ...legacyLines(byTimestamp(legacy)),
    'aliecs.env_state.STANDBY': ['aliecs.env_state.STANDBY E1 STANDBY - - t1 '],
  }
}

/** What an environment told here. */
function toldOf(id: string, records: readonly ReceivedRecord[]): Record<string, string[]> {
  const mine = records.flatMap((record) => {
    const { topic, key, value } = record
    return key === id && value !== null && !isCallAtStandby(record) ? [{ topic, key, value }] : []
  })
  return {
    ...eventLines(comparedEvents(mine)),
    ...legacyLines(mine.flatMap((record) => decodeLegacy(record) ?? [])),
  }
}

/** The Go core runs no hooks there. */
function isCallAtStandby({ topic, value }: ReceivedRecord): boolean {
  return topic === 'aliecs.call' && Buffer.from(value ?? []).includes('enter_STANDBY')
}
