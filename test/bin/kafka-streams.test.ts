import { describe, expect, it } from 'vitest'
import { KafkaStreams } from '../../bin/kafka-streams.js'
import type { KafkaPublisherOptions } from '../../broker/index.js'
import { EVENT_TOPICS } from '../../events/index.js'
import type { ManagedPublisher, Undelivered } from '../../plugin/host.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import { resolveSettings } from '../../settings/index.js'
import { MemoryLogger } from '../helpers/memory-logger.js'

/** Publishers that give up what is `left` when they are closed. */
function streams(flags: Record<string, string>, left: Undelivered[] = []) {
  const made: KafkaPublisherOptions[] = []
  const create = (options: KafkaPublisherOptions): ManagedPublisher => {
    made.push(options)
    return {
      endpoint: String(options.brokers),
      connectionState: 'READY',
      connectionError: null,
      stats: () => ({ queued: 0, queuedBytes: 0, delivered: 0, failed: 0, lastError: null }),
      publish: async () => ({ status: 'delivered' }),
      close: async () => left,
    }
  }
  return { made, kafka: new KafkaStreams(resolveSettings({ flags }), create, new MemoryLogger()) }
}

describe('the producers of a core', () => {
  it('are one where both have the same brokers, with the topics of both', () => {
    const { made, kafka } = streams({ kafkaEndpoint: 'a:1,b:2', kafkaEndpoints: 'a:1,b:2' })
    const publisher = kafka.pluginPublisher()
    expect(kafka.eventWriter()).not.toBeNull()
    expect(made).toMatchObject([{ brokers: 'a:1,b:2', topics: [...LEGACY_TOPICS, ...EVENT_TOPICS] }])
    expect(kafka.publishers).toEqual([publisher])
  })

  it('are two where the brokers differ', () => {
    const { made, kafka } = streams({ kafkaEndpoint: 'a:1', kafkaEndpoints: 'b:2,c:3' })
    kafka.pluginPublisher()
    kafka.eventWriter()
    expect(made).toMatchObject([
      { brokers: 'a:1', topics: LEGACY_TOPICS },
      { brokers: 'b:2,c:3', topics: EVENT_TOPICS },
    ])
  })

  it.each([
    ['of kafkaEndpoints, with nothing else', { kafkaEndpoints: 'b:2' }, 'b:2'],
    ['of kafkaEndpoint where only that is given', { kafkaEndpoint: 'a:1' }, 'a:1'],
    ['of localhost where nothing is', {}, 'localhost:9092'],
  ])('without the plugin: one for events, to the brokers %s', (_which, flags, brokers) => {
    const { made, kafka } = streams(flags)
    kafka.eventWriter()
    expect(made).toMatchObject([{ brokers, topics: EVENT_TOPICS }])
  })

  it('are none where enableKafka is false', () => {
    const { made, kafka } = streams({ enableKafka: 'false' })
    expect(kafka.eventWriter()).toBeNull()
    expect(made).toEqual([])
  })
})

describe('at the end', () => {
  const left = [{ topic: 'aliecs.run', key: '2rEnv' }]
  const apart = { kafkaEndpoint: 'a:1', kafkaEndpoints: 'b:2' }

  it('says what could not be delivered', async () => {
    const { kafka } = streams(apart, left)
    const errors = await kafka.close(kafka.eventWriter())
    expect(errors).toMatchObject([{ code: 'KFK_UNDELIVERED', message: expect.stringContaining('2rEnv') }])
  })

  it('does not repeat what the plugin says of the producer that they share', async () => {
    const { kafka } = streams({ kafkaEndpoint: 'a:1' }, left)
    kafka.pluginPublisher()
    expect(await kafka.close(kafka.eventWriter())).toEqual([])
  })

  it('has nothing to say without a writer', async () => {
    expect(await streams({}).kafka.close(null)).toEqual([])
  })
})
