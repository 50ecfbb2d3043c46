import { Kafka, logLevel } from 'kafkajs'
import { expect, it } from 'vitest'
import { AttachTopics, type CheckTopicsOptions, checkTopics } from '../../attach/index.js'
import { createKafkaPublisher } from '../../broker/index.js'
import { attachPrefixes, readLegacy, replayScenarios, startAttach } from '../helpers/attach-harness.js'
import { recordedRecords, valueBytes } from '../helpers/attached-recording.js'
import { foundRecords } from '../helpers/checked-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka } from '../helpers/services.js'

const EVENTS = /^aliecs\.(environment|run|core)$/
const LEGACY = /^aliecs\.(env_|before_)/
const ALL = new RegExp(`${EVENTS.source}|${LEGACY.source}`)

/** Options for a span that ends now: it holds the recording and the records that the test has just written. */
function options(
  brokers: string,
  prefixes: { prefix: string; sourcePrefix: string },
  more: Partial<CheckTopicsOptions> = {},
): CheckTopicsOptions {
  return {
    ...{ brokers, client: {}, ...prefixes, gate: 'kafka_enabled', gateDefault: false },
    ...{ sinceMs: null, untilMs: Date.now(), toleranceMs: 15, strictLists: false },
    ...{ logger: new MemoryLogger(), signal: new AbortController().signal, ...more },
  }
}

async function publish(brokers: string, topic: string, values: readonly Uint8Array[]): Promise<void> {
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  for (const value of values) await publisher.publish([{ topic, key: null, value }], { timeoutMs: 30_000 })
  await publisher.close(10_000)
}

describeWithKafka('a check of what is on Kafka', (brokers) => {
  it('the Go plugin of a recording is as its events say; a record twice and one that is none are found', async () => {
    const { sourcePrefix: prefix } = attachPrefixes()
    const same = { prefix, sourcePrefix: prefix }
    await replayScenarios(brokers(), ['lifecycle'], prefix, { topics: ALL })
    const report = await checkTopics(options(brokers(), same))
    const { length } = foundRecords('lifecycle')
    expect(report).toMatchObject({ equal: length, records: length, findings: [], partial: [], cut: [] })

    const topic = 'aliecs.env_state.RUNNING'
    const entry = recordedRecords('lifecycle').find((record) => record.topic === topic)
    if (entry === undefined) throw new Error('no run in lifecycle')
    await publish(brokers(), prefix + topic, [valueBytes(entry), Buffer.from('no message')])
    const { findings, undecodable, equal } = await checkTopics(options(brokers(), same))
    expect(findings).toMatchObject([{ kind: 'extra', topic, runNumbers: [expect.any(Number)] }])
    expect(undecodable).toMatchObject([{ topic: prefix + topic, partition: 0 }])
    expect(equal).toBe(length)
  })

  it('what attach writes is as the events say, and so it is for a core whose plugin is off', async () => {
    const prefixes = attachPrefixes()
    await replayScenarios(brokers(), ['two_environments', 'plugin_absent'], prefixes.sourcePrefix)
    const attach = startAttach(brokers(), prefixes)
    const count = foundRecords('lifecycle').length + foundRecords('two_environments').length
    await readLegacy(brokers(), prefixes.prefix, count)
    await attach.stop()
    const strict = { strictLists: true, toleranceMs: 0, sinceMs: 0 }
    const report = await checkTopics(options(brokers(), prefixes, strict))
    expect(report).toMatchObject({ findings: [], lateLists: 0, unjudged: 0 })
    expect(report.equal).toBe(report.records)
    expect(report.equal).toBeGreaterThanOrEqual(count)
  })

  it('only the span is judged', async () => {
    const { sourcePrefix: prefix } = attachPrefixes()
    const same = { prefix, sourcePrefix: prefix }
    await replayScenarios(brokers(), ['lifecycle'], prefix, { topics: EVENTS })
    const records = recordedRecords('lifecycle').filter(({ topic }) => LEGACY.test(topic))
    for (const record of records.slice(2)) {
      await publish(brokers(), prefix + record.topic, [valueBytes(record)])
    }
    const whole = await checkTopics(options(brokers(), same, { sinceMs: 0 }))
    expect(whole).toMatchObject({
      findings: [{ kind: 'missing' }, { kind: 'missing' }],
      equal: records.length - 2,
    })
    const lastMs = whole.findings[1]?.timestampMs ?? 0
    const later = await checkTopics(options(brokers(), same, { sinceMs: lastMs + 1 }))
    expect(later.findings).toEqual([])
    expect(later.equal).toBeGreaterThan(records.length / 2)
    const early = await checkTopics(options(brokers(), same, { sinceMs: 0, untilMs: lastMs - 1 }))
    expect(early.findings).toMatchObject([{ kind: 'missing', timestampMs: whole.findings[0]?.timestampMs }])
  })

  it('what retention has taken is said, and not judged', async () => {
    const { sourcePrefix: prefix } = attachPrefixes()
    const same = { prefix, sourcePrefix: prefix }
    await replayScenarios(brokers(), ['lifecycle', 'reset_destroy'], prefix, { topics: ALL })
    const topic = `${prefix}aliecs.environment`
    const kafka = new Kafka({ brokers: brokers().split(','), logLevel: logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.connect()
    await admin.fetchTopicOffsets(topic) // it looks for the leader only of topics that it has heard of
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '30' }] })
    await admin.disconnect()
    const report = await checkTopics(options(brokers(), same, { sinceMs: 0 }))
    expect(report.cut).toEqual([{ topic, fromMs: report.span.fromMs }])
    expect(report.partial).toHaveLength(1)
    expect(report.findings).toEqual([])
    expect(report.unjudged).toBeGreaterThan(0)
    expect(report.equal).toBe(foundRecords('reset_destroy').length)
  })

  it('without events, without legacy topics, and without records in the span it says so', async () => {
    const { prefix, sourcePrefix } = attachPrefixes()
    const check = (more: Partial<CheckTopicsOptions> = {}) =>
      checkTopics(options(brokers(), { prefix, sourcePrefix }, more))
    await expect(check()).rejects.toMatchObject({
      code: 'CHECK_UNUSABLE',
      message: `${sourcePrefix}aliecs.environment at ${brokers()}: expected the events of a core, there is no such topic`,
    })
    await replayScenarios(brokers(), ['lifecycle'], sourcePrefix)
    await expect(check()).rejects.toMatchObject({
      code: 'CHECK_UNUSABLE',
      message: `${prefix}aliecs.env_state.* at ${brokers()}: expected the legacy topics, there is none of them`,
    })
    await replayScenarios(brokers(), ['lifecycle'], prefix, { topics: LEGACY })
    expect(await check()).toMatchObject({ findings: [] })
    const span = { sinceMs: Date.parse('1996-02-29T00:00:00Z'), untilMs: Date.parse('1996-03-01T00:00:00Z') }
    await expect(check(span)).rejects.toMatchObject({
      code: 'CHECK_UNUSABLE',
      message: expect.stringContaining(
        'nothing to compare from 1996-02-29T00:00:00.000Z to 1996-03-01T00:00:00.000Z',
      ),
    })
  })

  it('ends when it is told to', async () => {
    const { sourcePrefix: prefix } = attachPrefixes()
    await replayScenarios(brokers(), ['reset_destroy'], prefix, { topics: ALL })
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    const checking = checkTopics(
      options(brokers(), { prefix, sourcePrefix: prefix }, { signal: controller.signal }),
    )
    await expect(checking).rejects.toBe(controller.signal.reason)
  })
})

it('the topics of attach are those that are read', () => {
  const topics = new AttachTopics({ prefix: 'p.', sourcePrefix: 's.' })
  expect(topics.followed).toEqual(['s.aliecs.environment', 's.aliecs.run', 's.aliecs.core'])
})
