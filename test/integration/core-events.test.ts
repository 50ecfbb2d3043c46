import { afterAll, beforeAll, expect, it } from 'vitest'
import events from '#generated/protos/events_pb.js'
import { createKafkaPublisher, listTopics } from '../../broker/index.js'
import { environmentEvent } from '../../events/environment-event.js'
import { coreStartEvent, eventObserver, integratedServiceEvent } from '../../events/index.js'
import { createCoreHarness } from '../helpers/core-harness.js'
import { EventStream, perKey } from '../helpers/event-stream.js'
import { goPartition, RECORDED_PARTITIONS } from '../helpers/go-partition.js'
import { happened } from '../helpers/happenings.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { templateWith } from '../helpers/probe-plugin.js'
import { describeWithKafkaTools } from '../helpers/services.js'
import { tcpProxy } from '../helpers/tcp-proxy.js'
import { until } from '../helpers/until.js'
import { type KafkaServer, startKafka } from '../services/kafka.js'
import { freePort } from '../services/ports.js'

/** Only ends what hangs: a broker takes its time to start again. */
const TIMEOUT_MS = 300_000

const errorOf = ({ value }: { value: Uint8Array | null }): string | undefined =>
  events.Event.deserializeBinary(value ?? new Uint8Array())
    .getEnvironmentevent()
    ?.getError()

describeWithKafkaTools('events on a broker without topics, three partitions each', () => {
  let kafka: KafkaServer

  beforeAll(async () => {
    const properties = { 'message.max.bytes': 100_000 }
    kafka = await startKafka({ partitions: 3, autoCreateTopics: false, properties })
  }, TIMEOUT_MS)
  afterAll(() => kafka?.dispose())

  it(
    'are there from the first one on, each where the writer of the Go core would put it',
    async () => {
      const stream = new EventStream({ brokers: kafka.brokers })
      const keys = Array.from({ length: 100 }, (_, index) => `2rEnvironment${index}`)
      for (const key of [...keys, ...RECORDED_PARTITIONS.map(([recorded]) => recorded)]) stream.write(key, 2)
      await stream.writer.close(120_000)
      const records = await stream.received(kafka.brokers, 2 * (keys.length + RECORDED_PARTITIONS.length))
      expect(perKey(records)).toEqual(perKey(stream.sent))
      for (const { key, partition } of records)
        expect([key, partition]).toEqual([key, goPartition(key ?? '', 3)])
      for (const [key, partition] of RECORDED_PARTITIONS) {
        expect(
          new Set(records.filter((record) => record.key === key).map((record) => record.partition)),
        ).toEqual(new Set([partition]))
      }
    },
    TIMEOUT_MS,
  )

  it(
    'lose nothing on partitions that are being made, whose leader refuses what comes first',
    async () => {
      const publisher = createKafkaPublisher({ brokers: kafka.brokers, logger: new MemoryLogger() })
      const topics = Array.from({ length: 40 }, (_, index) => `new-topic-${index}`)
      for (const topic of topics) {
        for (let index = 0; index < 200; index++) {
          const record = { topic, key: `key${index % 50}`, value: Buffer.from(`${index}`) }
          void publisher.publish([record], { timeoutMs: 60_000 })
        }
        await until(
          () => publisher.stats().queued === 0,
          () => JSON.stringify(publisher.stats()),
        )
      }
      await publisher.close(0)
      const ends = await listTopics(kafka.brokers, (topic) => topics.includes(topic))
      const counts = topics.map((name) =>
        ends.filter(({ topic }) => topic === name).reduce((sum, { high }) => sum + high, 0),
      )
      expect(counts).toEqual(topics.map(() => 200))
    },
    TIMEOUT_MS,
  )

  it(
    'reach the broker when one of three endpoints cannot be reached',
    async () => {
      const proxy = await tcpProxy(kafka.brokers)
      await proxy.open()
      const dead = `127.0.0.1:${await freePort()}`
      const stream = new EventStream({ brokers: [dead, `127.0.0.1:${proxy.port}`, kafka.brokers] })
      stream.write('2rOneAway', 100)
      await stream.writer.close(120_000)
      expect(perKey(await stream.received(kafka.brokers, 100))).toEqual(perKey(stream.sent))
    },
    TIMEOUT_MS,
  )

  it(
    'wait for a broker when none can be reached at the start',
    async () => {
      const proxies = await Promise.all([1, 2, 3].map(() => tcpProxy(kafka.brokers)))
      const stream = new EventStream({ brokers: proxies.map(({ port }) => `127.0.0.1:${port}`) })
      stream.write('2rAllAway', 100)
      await until(
        () => stream.publisher.connectionState === 'TRANSIENT_FAILURE',
        () => stream.publisher.connectionState,
      )
      stream.write('2rAllAway', 100)
      await until(
        () => stream.publisher.stats().queued === 200,
        () => JSON.stringify(stream.writer.stats()),
      )
      expect(stream.writer.stats()).toMatchObject({ written: 200, lost: 0 })
      await Promise.all(proxies.map((proxy) => proxy.open()))
      await stream.writer.close(120_000)
      expect(perKey(await stream.received(kafka.brokers, 200))).toEqual(perKey(stream.sent))
    },
    TIMEOUT_MS,
  )

  it(
    'that find the queue full are lost at once, counted and logged; those in it are not',
    async () => {
      const proxy = await tcpProxy(kafka.brokers)
      const stream = new EventStream({ brokers: `127.0.0.1:${proxy.port}`, queueMaxMessages: 10 })
      stream.write('2rFull', 50)
      await until(
        () => stream.writer.stats().lost === 40,
        () => JSON.stringify(stream.writer.stats()),
      )
      expect(stream.logger.lines.filter((line) => line.includes('lost'))).toEqual([
        expect.stringMatching(/^error: 1 event lost: the queue is full, 10 of 10 records wait/),
      ])
      await proxy.open()
      await stream.writer.close(120_000)
      expect(stream.logger.lines).toContainEqual(
        expect.stringMatching(/^error: 39 events lost: the queue is full/),
      )
      const records = await stream.received(kafka.brokers, 10)
      expect(records.map(errorOf)).toEqual(Array.from({ length: 10 }, (_, index) => `error ${index + 1}`))
    },
    TIMEOUT_MS,
  )

  it(
    'too large for the broker are lost, counted and logged; those after them are not',
    async () => {
      const stream = new EventStream({ brokers: kafka.brokers })
      const moment = {
        environmentId: '2rLarge',
        name: 'flow.dcs.sor',
        operationName: 'dcs.StartOfRun()',
        operationStatus: 'STARTED',
        operationStep: '',
        operationStepStatus: 'STARTED',
      } as const
      for (const payload of ['first', 'x'.repeat(200_000), 'last']) {
        stream.writer.write(integratedServiceEvent('dcs', { ...moment, payload }, Date.now()))
      }
      await stream.writer.close(120_000)
      expect(stream.writer.stats()).toMatchObject({
        written: 3,
        lost: 1,
        publisher: { delivered: 2, failed: 1 },
      })
      expect(stream.logger.lines.join('\n')).toMatch(/1 event lost: .*large/i)
      const payloads = (await stream.received(kafka.brokers, 2)).map(({ value }) =>
        events.Event.deserializeBinary(value ?? new Uint8Array())
          .getIntegratedserviceevent()
          ?.getPayload(),
      )
      expect(payloads).toEqual(['first', 'last'])
    },
    TIMEOUT_MS,
  )

  it(
    'keep quotes, newlines and large characters; 1 MB of error text is cut, and comes',
    async () => {
      const stream = new EventStream({ brokers: kafka.brokers })
      const texts = [
        '"quoted" \\ \'too\'',
        'two\r\nlines\t\u0000',
        '😀 € ü 漢字 \u{10ffff}',
        'e'.repeat(1_048_576),
      ]
      for (const error of texts) {
        const event = environmentEvent({
          ...happened({ type: 'error-imminent', error }),
          environmentId: '2rTexts',
        })
        if (event !== null) stream.writer.write(event)
      }
      await stream.writer.close(120_000)
      expect(stream.writer.stats()).toMatchObject({ written: 4, lost: 0 })
      const errors = (await stream.received(kafka.brokers, 4)).map(errorOf)
      expect(errors.slice(0, 3)).toEqual(texts.slice(0, 3))
      expect(errors[3]).toMatch(/^e{65000,} \[cut: 1048576 bytes\]$/)
    },
    TIMEOUT_MS,
  )

  it(
    'of 20 environments at work survive a broker that is killed: all of them, once, in order',
    async () => {
      const stream = new EventStream({ brokers: kafka.brokers })
      stream.writer.write(coreStartEvent('framework', Date.now()))
      const { manager } = await createCoreHarness({
        templates: { t: templateWith({}) },
        observers: [eventObserver(stream.writer)],
        taskTransitionDelayMs: 0,
      })
      const live = async (index: number): Promise<void> => {
        const userVars = { hosts: '["flp-its-1"]', detectors: `["D${index}"]` }
        const { id } = await manager.create({ template: 't', userVars })
        for (let run = 0; run < 25; run++) {
          await manager.control(id, 'START_ACTIVITY')
          await manager.control(id, 'STOP_ACTIVITY')
        }
        await manager.destroy(id)
      }
      const living = Promise.all(Array.from({ length: 20 }, (_, index) => live(index)))
      const delivered = (): number => stream.publisher.stats().delivered
      await until(
        () => delivered() > 1000,
        () => `${delivered()} delivered`,
      )
      await kafka.kill()
      await living
      expect(stream.writer.stats()).toMatchObject({ written: stream.sent.length, lost: 0 })
      expect(delivered()).toBeLessThan(stream.sent.length)
      await kafka.start()
      await stream.writer.close(240_000)
      expect(stream.publisher.stats()).toMatchObject({ queued: 0, delivered: stream.sent.length, failed: 0 })
      const records = await stream.received(kafka.brokers, stream.sent.length)
      expect(perKey(records)).toEqual(perKey(stream.sent))
    },
    TIMEOUT_MS,
  )
})
