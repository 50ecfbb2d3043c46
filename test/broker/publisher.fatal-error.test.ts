/**
 * librdkafka gives an idempotent producer up after a fatal error, which no broker raises on demand: here the native
 * client is a fake, because the question is what our own queue does then.
 */
import { expect, it, vi } from 'vitest'
import { createKafkaPublisher } from '../../broker/index.js'
import type { ProducerEvents } from '../../broker/native.js'
import { AliecsError } from '../../errors.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { until } from '../helpers/until.js'

const fake = vi.hoisted(() => ({
  producers: [] as { events: ProducerEvents; produced: [number, string][] }[],
}))

vi.mock('../../broker/native.js', async (original) => {
  class FakeProducer {
    readonly produced: [number, string][] = []
    readonly events: ProducerEvents
    constructor(_options: object, _topicOptions: object, events: ProducerEvents) {
      this.events = events
      fake.producers.push(this)
    }
    connect = () => Promise.resolve([])
    metadata = (_timeoutMs: number, topic?: string) =>
      Promise.resolve([{ name: topic ?? '', partitions: [0] }])
    produce = (_topic: string, _key: string | null, value: Uint8Array, seq: number) => {
      this.produced.push([seq, Buffer.from(value).toString()])
    }
    poll = () => {}
    disconnect = () => Promise.resolve()
  }
  return { ...(await original<object>()), NativeProducer: FakeProducer }
})

const fatal = () =>
  new AliecsError('KFK_CLIENT', 'fatal', { cause: Object.assign(new Error('fatal error'), { code: -150 }) })

it('what the old producer had not delivered goes to the new one, in order, and its late reports count for nothing', async () => {
  const logger = new MemoryLogger()
  const publisher = createKafkaPublisher({ brokers: 'a:1', logger })
  const results = ['1', '2', '3', '4'].map((value) =>
    publisher.publish([{ topic: 't', key: 'k', value: Buffer.from(value) }], { timeoutMs: 60_000 }),
  )
  await until(
    () => fake.producers[0]?.produced.length === 4,
    () => 'four records with the first producer',
  )
  const [first] = fake.producers
  first?.events.delivered(1, null)
  expect(await results[0]).toEqual({ status: 'delivered' })
  first?.events.error(fatal())
  await until(
    () => fake.producers[1]?.produced.length === 3,
    () => 'three records with the second producer',
  )
  const [, second] = fake.producers
  expect(second?.produced.map(([, value]) => value)).toEqual(['2', '3', '4'])
  first?.events.delivered(2, null)
  expect(publisher.stats()).toMatchObject({ delivered: 1, queued: 3 })
  for (const [seq] of second?.produced ?? []) second?.events.delivered(seq, null)
  expect(await Promise.all(results)).toEqual(Array(4).fill({ status: 'delivered' }))
  expect(logger.lines).toContainEqual(expect.stringContaining('error: a new Kafka producer takes over'))
  expect(await publisher.close(1000)).toEqual([])
})
