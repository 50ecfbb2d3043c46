import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'
import { expect, it, onTestFinished } from 'vitest'
import { ensureTopics } from '../../broker/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'

describeWithKafka('topics that should be there', (brokers) => {
  const ensure = (wanted: Parameters<typeof ensureTopics>[1]) => {
    const signal = new AbortController().signal
    return ensureTopics({ brokers: brokers(), client: {}, logger: new MemoryLogger(), signal }, wanted)
  }

  it('are made once', async () => {
    const [plain, compacted] = [randomName('plain'), randomName('compacted')]
    const wanted = [{ name: compacted, compactedPartitions: 3 }, { name: plain }]
    const first = await ensure(wanted)
    expect(first.made.toSorted()).toEqual([compacted, plain].toSorted())
    expect(first.there.find(({ name }) => name === compacted)?.partitions).toHaveLength(3)
    const second = await ensure([{ name: compacted, compactedPartitions: 7 }, { name: plain }])
    expect(second.made).toEqual([])
    expect(second.there.find(({ name }) => name === compacted)?.partitions).toHaveLength(3)
  })

  it('compacted ones are so soon: who reads one from its beginning reads little of the past', async () => {
    const name = randomName('compacted')
    await ensure([{ name, compactedPartitions: 1 }])
    const admin = new Kafka({ brokers: [brokers()], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    onTestFinished(() => admin.disconnect())
    const { resources } = await admin.describeConfigs({
      resources: [{ type: ConfigResourceTypes.TOPIC, name }],
      includeSynonyms: false,
    })
    const config = new Map(resources[0]?.configEntries.map((entry) => [entry.configName, entry.configValue]))
    expect(config.get('cleanup.policy')).toBe('compact')
    expect(Number(config.get('segment.bytes'))).toBe(16 * 1024 * 1024)
    expect(Number(config.get('min.cleanable.dirty.ratio'))).toBe(0.1)
  })
})
