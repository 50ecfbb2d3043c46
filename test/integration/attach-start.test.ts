/** What attach finds at its start: the past of its source, and what it remembers itself. */
import { Kafka, logLevel } from 'kafkajs'
import { expect, it } from 'vitest'
import { AttachTopics } from '../../attach/index.js'
import { createKafkaPublisher } from '../../broker/index.js'
import type { PublishRecord } from '../../plugin/host.js'
import {
  attachPrefixes,
  lines,
  readLegacy,
  replayScenarios,
  startAttach,
  untilStatus,
} from '../helpers/attach-harness.js'
import {
  expectedOf,
  FOLLOWED_TOPICS,
  recordedMoments,
  recordedRecords,
  valueBytes,
} from '../helpers/attached-recording.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka } from '../helpers/services.js'
import { writeInTransaction } from '../helpers/transaction.js'

const LIMIT_MS = 60_000

/** The events of a recording, for topics of a test's own. */
const eventsOf = (scenario: string, sourcePrefix: string): PublishRecord[] =>
  recordedRecords(scenario)
    .filter(({ topic }) => FOLLOWED_TOPICS.includes(topic))
    .map((record) => ({ topic: sourcePrefix + record.topic, key: record.key, value: valueBytes(record) }))

async function publish(brokers: string, records: readonly PublishRecord[]): Promise<void> {
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  expect(await publisher.publish([...records], { timeoutMs: LIMIT_MS })).toEqual({ status: 'delivered' })
  expect(await publisher.close(LIMIT_MS)).toEqual([])
}

/** As kafka-consumer-groups.sh does it, once nobody is in it any more. */
async function deleteGroup(brokers: string, group: string): Promise<void> {
  const admin = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    await admin.deleteGroups([group])
  } finally {
    await admin.disconnect()
  }
}

/** The environment of a recording with one. */
const environmentOf = (scenario: string): string => {
  const moment = recordedMoments(scenario).find(({ kind }) => kind === 'environment')
  return moment?.kind === 'environment' ? moment.environmentId : ''
}

describeWithKafka('attach at its start', (brokers) => {
  it.each(['commit', 'abort'] as const)(
    'learns in silence where the last offset is no event: %s of a transaction',
    async (end) => {
      const prefixes = attachPrefixes()
      const past = eventsOf('reset_destroy', prefixes.sourcePrefix)
      if (end === 'commit') await writeInTransaction(brokers(), past)
      else {
        await publish(brokers(), past)
        await writeInTransaction(brokers(), past.slice(-4), end)
      }
      const { figures, logger } = startAttach(brokers(), prefixes, { begin: 'now' })
      await untilStatus(figures, 'following')
      expect(logger.lines.join('\n')).toContain('learns from')
      await replayScenarios(brokers(), ['destroy_force_running'], prefixes.sourcePrefix)
      const expected = expectedOf(['destroy_force_running'])
      const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
      expect(lines(messages)).toEqual(lines(expected))
    },
  )

  it('whose group Kafka was told to forget: learns in silence what came while nobody ran', async () => {
    const prefixes = attachPrefixes()
    await replayScenarios(brokers(), ['reset_destroy'], prefixes.sourcePrefix)
    const before = startAttach(brokers(), prefixes)
    await readLegacy(brokers(), prefixes.prefix, expectedOf(['reset_destroy']).length)
    await before.stop()
    await replayScenarios(brokers(), ['lifecycle'], prefixes.sourcePrefix)
    await deleteGroup(brokers(), new AttachTopics(prefixes).group)
    const { figures } = startAttach(brokers(), prefixes, { begin: 'now' })
    await untilStatus(figures, 'following')
    await replayScenarios(brokers(), ['destroy_force_running'], prefixes.sourcePrefix)
    const told = expectedOf(['reset_destroy', 'destroy_force_running'])
    const { messages } = await readLegacy(brokers(), prefixes.prefix, told.length)
    expect(lines(messages)).toEqual(lines(told))
  })

  it('makes topics to follow; where none of them was there it asks, once, whether it looks in the right place', async () => {
    const prefixes = attachPrefixes()
    const warnings: string[] = []
    for (const _ of ['first', 'second']) {
      const { figures, logger, stop } = startAttach(brokers(), prefixes)
      await untilStatus(figures, 'following')
      await stop()
      warnings.push(...logger.lines.filter((line) => line.startsWith('warn')))
    }
    const names = new AttachTopics(prefixes).followed.join(', ')
    expect(warnings).toEqual([
      `warn: no core has written to ${brokers()} yet: ${names} were not there, and are made now; are --brokers and --source-prefix right?`,
    ])
  })

  it('beside a core that has had no environment yet there is nothing to warn of', async () => {
    const prefixes = attachPrefixes()
    const { sourcePrefix } = prefixes
    const start = eventsOf('core_start', sourcePrefix).filter(({ topic }) => topic.endsWith('aliecs.core'))
    expect(start).toHaveLength(1)
    await publish(brokers(), start)
    const { figures, logger } = startAttach(brokers(), prefixes)
    await untilStatus(figures, 'following')
    const made = `${sourcePrefix}aliecs.environment, ${sourcePrefix}aliecs.run`
    expect(logger.lines).toContain(`info: made, for nobody has written there yet: ${made}`)
    expect(logger.lines.filter((line) => line.startsWith('warn'))).toEqual([])
  })

  it.each([
    ['no JSON', 'what is this'],
    ['another version', '{"version":99,"gone":true}'],
    ['JSON, and no object', 'null'],
    ['an object without anything', '{"version":1}'],
    ['an object of another shape', '{"version":1,"memory":{},"sequence":{},"listed":null}'],
    [
      'times that are none',
      '{"version":1,"memory":null,"sequence":{"last":null,"lastNano":"soon","held":[]},"listed":null}',
    ],
  ])('what it should remember is %s: left out with a warning, and work goes on', async (_name, value) => {
    const prefixes = attachPrefixes()
    const topic = new AttachTopics(prefixes).state
    const key = environmentOf('reset_destroy') // one that comes
    const first = startAttach(brokers(), prefixes)
    await untilStatus(first.figures, 'following')
    await first.stop() // at a first start nothing is remembered
    await publish(brokers(), [{ topic, key, value: Buffer.from(value) }])
    await replayScenarios(brokers(), ['reset_destroy'], prefixes.sourcePrefix)
    const { figures, logger } = startAttach(brokers(), prefixes)
    const expected = expectedOf(['reset_destroy'])
    const { messages } = await readLegacy(brokers(), prefixes.prefix, expected.length)
    expect(lines(messages)).toEqual(lines(expected))
    await untilStatus(figures, 'following')
    const warnings = logger.lines.filter((line) => line.startsWith('warn'))
    expect(warnings).toEqual([expect.stringMatching(`${topic} 0 \\d+: not a saved environment, left out: `)])
  })
})
