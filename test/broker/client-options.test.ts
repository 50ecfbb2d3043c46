import { describe, expect, it } from 'vitest'
import { checkClientOptions, producerOptions, sharedOptions } from '../../broker/client-options.js'

const queue = { maxMessages: 10, maxBytes: 1024 }

describe('checkClientOptions', () => {
  it('likes what librdkafka likes, booleans and topic-level options too', () => {
    const options = { 'linger.ms': 5, 'socket.keepalive.enable': false, 'compression.codec': 'lz4' }
    expect(checkClientOptions(options)).toEqual([])
  })

  it('says which mechanism this librdkafka was built without', () => {
    expect(checkClientOptions({ 'sasl.mechanisms': 'GSSAPI' })).toEqual([
      { option: 'sasl.mechanisms', problem: expect.stringContaining('without sasl_gssapi') },
    ])
  })

  it.each([
    'enable.idempotence',
    'message.timeout.ms',
    'partitioner',
    'metadata.broker.list',
    'test.mock.num.brokers',
  ])('keeps %s for itself', (option) => {
    expect(checkClientOptions({ [option]: '1' })).toEqual([
      { option, problem: expect.stringContaining('cannot be set') },
    ])
  })
})

describe('producerOptions', () => {
  it('holds what delivery and order rest on', () => {
    const { global, topic } = producerOptions('a:1,b:2', {}, { maxMessages: 10, maxBytes: 2048 })
    expect(topic).toEqual({ acks: -1, 'message.timeout.ms': 0, partitioner: 'fnv1a_random' })
    expect(global).toMatchObject({
      'metadata.broker.list': 'a:1,b:2',
      'enable.idempotence': true,
      'max.in.flight.requests.per.connection': 1,
      'batch.size': 65_536,
      'queue.buffering.max.messages': 1020, // more than our own bound, which is the one that is met
      'queue.buffering.max.kbytes': 10_244,
    })
  })

  it('stays within what librdkafka accepts, whatever the bound of the queue', () => {
    const { global } = producerOptions('a:1', {}, { maxMessages: 1e9, maxBytes: 1e15 })
    expect(global['queue.buffering.max.messages']).toBe(10_000_000)
    expect(global['queue.buffering.max.kbytes']).toBe(2_147_483_647)
  })

  it('puts topic-level options where librdkafka reads them, among the others it would ignore them', () => {
    const { global, topic } = producerOptions('a:1', { 'compression.codec': 'lz4', 'linger.ms': 3 }, queue)
    expect(topic).toMatchObject({ acks: -1, 'message.timeout.ms': 0, 'compression.codec': 'lz4' })
    expect(global).toMatchObject({
      'metadata.broker.list': 'a:1',
      'enable.idempotence': true,
      'max.in.flight.requests.per.connection': 1,
      'linger.ms': 3,
    })
    expect(global).not.toHaveProperty('compression.codec')
  })
})

describe('sharedOptions', () => {
  it('gives other clients the security, and nothing of the producer', () => {
    const options = { 'security.protocol': 'ssl', 'ssl.ca.location': 'ca.pem', 'linger.ms': 3 }
    expect(sharedOptions(options)).toEqual({ 'security.protocol': 'ssl', 'ssl.ca.location': 'ca.pem' })
  })
})
