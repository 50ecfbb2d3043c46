import { expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import { PageStream, RecordFeed } from '../../page-api/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { describeWithKafka, randomName } from '../helpers/services.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

function feedOf(endpoint: string, topics: string[], runTopics: string[] = []) {
  const logger = new MemoryLogger()
  const stream = new PageStream()
  const told: string[] = []
  stream.subscribe('', (text) => told.push(/^event: (.*)$/m.exec(text)?.[1] ?? ''))
  const feed = new RecordFeed({ brokers: [{ endpoint, client: {} }], topics, runTopics, stream, logger })
  onTestFinished(() => feed.close())
  feed.start()
  return { feed, told, logger }
}

describeWithKafka('RecordFeed', (brokers) => {
  it('reads back what was written before and after its start, and tells of it', async () => {
    const topic = randomName('aliecs.feed')
    const publisher = createKafkaPublisher({ brokers: brokers(), logger: new MemoryLogger() })
    onTestFinished(async () => {
      await publisher.close(0)
    })
    const publish = (key: string) =>
      publisher.publish([{ topic, key, value: Buffer.from('?') }], { timeoutMs: 60_000 })
    await publish('before')
    const { feed, told } = feedOf(brokers(), [topic])
    const keys = () => feed.records({ limit: 10 }).map(({ key }) => key)
    await until(
      () => feed.reading && keys().length === 1,
      () => keys().join(),
    )
    await publish('after')
    await until(
      () => keys().length === 2,
      () => keys().join(),
    )
    expect(keys()).toEqual(['after', 'before'])
    expect(told).toEqual(['reset', 'record', 'record'])
    expect(feed.records({ limit: 1 })).toMatchObject([
      { topic, type: null, json: { hex: '3f' }, summary: expect.stringContaining('UNDECODABLE 1 bytes') },
    ])
  })
})

it('leaves the report of an outage to the producers, retries, and can be closed', async () => {
  const { feed, logger } = feedOf(`127.0.0.1:${await freePort()}`, ['aliecs.run'])
  await until(
    () => logger.lines.length > 0,
    () => 'the debug line',
  )
  expect(logger.lines).toEqual([
    expect.stringMatching(/^debug: records cannot be read back from 127\.0\.0\.1:\d+ yet: /),
  ])
  expect(feed.reading).toBe(false)
  await feed.close()
})
