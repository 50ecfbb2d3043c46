import { expect, it } from 'vitest'
import { createKafkaPublisher, listTopics } from '../../broker/index.js'
import { rejection } from '../helpers/caught.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { freePort } from '../services/ports.js'

it('lists every partition of the wanted topics with its offsets', async () => {
  const brokers = await embeddedBroker()
  const publisher = createKafkaPublisher({ brokers, logger: new MemoryLogger() })
  const records = ['b', 'a', 'b', 'other'].map((topic) => ({ topic, key: 'k', value: Buffer.from('x') }))
  expect(await publisher.publish(records, { timeoutMs: 60_000 })).toEqual({ status: 'delivered' })
  await publisher.close(60_000)
  const listed = await listTopics(brokers, (topic) => topic !== 'other')
  expect(listed.map(({ topic, partition }) => `${topic} ${partition}`)).toEqual(
    ['a 0', 'a 1', 'a 2', 'a 3', 'b 0', 'b 1', 'b 2', 'b 3'], // the embedded broker gives each topic four
  )
  const count = (name: string) =>
    listed.filter(({ topic }) => topic === name).reduce((sum, { low, high }) => sum + high - low, 0)
  expect([count('a'), count('b')]).toEqual([1, 2])
})

it('says that no broker answers', async () => {
  const error = await rejection(async () => listTopics(`127.0.0.1:${await freePort()}`, () => true))
  expect(error).toHaveProperty('code', 'KFK_BROKER_DOWN')
})
