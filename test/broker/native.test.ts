import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { librdkafkaCode } from '../../broker/librdkafka-errors.js'
import { clientFeatures, refusalOf } from '../../broker/native.js'
import { NativeProducer } from '../../broker/native-producer.js'
import { AliecsError } from '../../errors.js'
import { caught, rejection } from '../helpers/caught.js'
import { embeddedBroker } from '../helpers/embedded-broker.js'
import { tcpProxy } from '../helpers/tcp-proxy.js'
import { until } from '../helpers/until.js'
import { freePort } from '../services/ports.js'

const quiet = { delivered: () => {}, error: () => {} }

it('knows what this librdkafka can do', () => {
  expect(clientFeatures()).toEqual(expect.arrayContaining(['ssl', 'lz4']))
  expect(refusalOf({ 'linger.ms': 1 })).toBeNull()
  expect(refusalOf({ 'linger.ms': 'soon' })).toContain('queue.buffering.max.ms')
})

it('makes errors of ours from those of the addon, thrown or called back, and keeps number and cause', async () => {
  const refused = caught(() => new NativeProducer({ 'no.such': 1 }, {}, quiet))
  expect(refused).toMatchObject({ code: 'KFK_CLIENT_OPTION', cause: expect.any(Error) })

  const unreachable = `127.0.0.1:${await freePort()}`
  const lonely = new NativeProducer({ 'metadata.broker.list': unreachable }, {}, quiet)
  const notThere = await rejection(() => lonely.connect(500))
  expect(notThere).toMatchObject({ code: 'KFK_BROKER_DOWN' })
  expect(librdkafkaCode(notThere)).toBe(-195)

  const producer = new NativeProducer({ 'metadata.broker.list': await embeddedBroker() }, {}, quiet)
  await producer.connect(10_000)
  const tooLarge = caught(() =>
    producer.produce({ topic: 't', key: null, value: Buffer.alloc(3_000_000) }, 1),
  )
  expect(tooLarge).toMatchObject({ code: 'KFK_MESSAGE_TOO_LARGE', cause: expect.any(Error) })
  expect(librdkafkaCode(tooLarge)).toBe(10)
  await producer.disconnect(10_000)
})

it('waits for a broker until it is told not to', async () => {
  const unreachable = { 'metadata.broker.list': `127.0.0.1:${await freePort()}` }
  const producer = new NativeProducer(unreachable, {}, quiet)
  const end = new AbortController()
  const connecting = rejection(() => producer.connect(3_600_000, end.signal))
  end.abort()
  expect(await connecting).toMatchObject({ code: 'KFK_BROKER_DOWN' })
})

it('finds a broker that comes while it waits, and has a limit although it could be told', async () => {
  const proxy = await tcpProxy(await embeddedBroker())
  const options = { 'metadata.broker.list': `127.0.0.1:${proxy.port}` }
  const { signal } = new AbortController()
  const hasty = new NativeProducer(options, {}, quiet)
  expect(await rejection(() => hasty.connect(1200, signal))).toMatchObject({ code: 'KFK_BROKER_DOWN' })
  const patient = new NativeProducer(options, {}, quiet)
  const connecting = patient.connect(60_000, signal)
  await sleep(1500) // longer than it waits at once
  await proxy.open()
  await connecting
  await patient.disconnect(10_000)
})

it('finds the number behind an event that has only text', async () => {
  const errors: AliecsError[] = []
  const producer = new NativeProducer(
    { 'metadata.broker.list': `127.0.0.1:${await freePort()}` },
    {},
    { delivered: () => {}, error: (error) => errors.push(error) },
  )
  const polling = setInterval(() => producer.poll(), 10)
  const connecting = rejection(() => producer.connect(2000))
  await until(
    () => errors.some((error) => librdkafkaCode(error) === -187),
    () => errors.map(({ message }) => message).join('; '),
  )
  clearInterval(polling)
  await connecting
  expect(errors.every((error) => error instanceof AliecsError)).toBe(true)
})

it('disconnects in bounded time, more than once, and when it never was connected', async () => {
  const producer = new NativeProducer({ 'metadata.broker.list': await embeddedBroker() }, {}, quiet)
  await producer.disconnect(10_000)
  await producer.connect(10_000)
  await producer.disconnect(10_000)
  await expect(producer.disconnect(10)).resolves.toBeUndefined()
})
