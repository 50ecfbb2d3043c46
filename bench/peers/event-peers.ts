import { Producer } from '@platformatic/kafka'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import type { PublishRecord } from '../../index.js'
import type { BenchWriter } from '../bench-writer.js'
import { repeated } from '../event-stream.js'
import { paced } from '../paced.js'
import { BareProducer, type Polling } from './bare-producer.js'

/** A client, connected, that sends the same records again and again. */
export interface EventPeer {
  name: string
  /** Resolves when the broker has acknowledged so many. */
  send(count: number): Promise<void>
  close(): Promise<void>
}

/** Of records that are not acknowledged. */
export const IN_FLIGHT = 10_000
/** For clients that are given many at once; they are given the next ones when these are acknowledged. */
const BATCH = 1000

/** Ours without the writer: the bytes are there. */
export function publisherPeer({ publisher }: BenchWriter, records: readonly PublishRecord[]): EventPeer {
  return {
    name: 'the publisher, bytes ready',
    send: (count) =>
      paced(count, IN_FLIGHT, (number, done) => {
        const result = publisher.publish([repeated(records, number)], { timeoutMs: 60_000 })
        void result.then((answer) => done(answer.status === 'delivered' ? null : answer.error))
      }),
    close: async () => {},
  }
}

/** @param requests in flight at a time; five where not given, as librdkafka has it */
export async function bareEventPeer(
  brokers: string,
  records: readonly PublishRecord[],
  { name, polling, requests = 5 }: { name: string; polling: Polling; requests?: number },
): Promise<EventPeer> {
  const producer = await BareProducer.connect(brokers, polling, {
    'max.in.flight.requests.per.connection': requests,
  })
  const buffers = records.map((record) => ({ ...record, value: Buffer.from(record.value) }))
  return {
    name,
    send: (count) =>
      paced(count, IN_FLIGHT, (number, done) => {
        const { topic, key, value } = repeated(buffers, number)
        producer.produce(topic, key, value, done)
      }),
    close: () => producer.disconnect(),
  }
}

export async function kafkajsEventPeer(
  brokers: string,
  records: readonly PublishRecord[],
): Promise<EventPeer> {
  const client = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const producer = client.producer({
    idempotent: true,
    createPartitioner: Partitioners.DefaultPartitioner,
  })
  await producer.connect()
  const messages = records.map(({ topic, key, value }) => ({ topic, key, value: Buffer.from(value) }))
  return {
    name: `kafkajs, ${BATCH.toLocaleString('en-US')} at once`,
    send: (count) =>
      inBatches(count, async (from, to) => {
        const batch = slice(messages, from, to)
        const topics = new Set(batch.map(({ topic }) => topic))
        const topicMessages = [...topics].map((topic) => ({
          topic,
          messages: batch.filter((message) => message.topic === topic),
        }))
        await producer.sendBatch({ acks: -1, topicMessages })
      }),
    close: () => producer.disconnect(),
  }
}

export async function platformaticEventPeer(
  brokers: string,
  records: readonly PublishRecord[],
): Promise<EventPeer> {
  const producer = new Producer({
    clientId: 'bench',
    bootstrapBrokers: brokers.split(','),
    idempotent: true,
    acks: -1,
  })
  const messages = records.map(({ topic, key, value }) => ({
    topic,
    key: Buffer.from(key ?? ''),
    value: Buffer.from(value),
  }))
  return {
    name: `@platformatic/kafka, ${BATCH.toLocaleString('en-US')} at once`,
    send: (count) =>
      inBatches(count, async (from, to) => {
        await producer.send({ messages: slice(messages, from, to) })
      }),
    close: () => producer.close(),
  }
}

async function inBatches(count: number, send: (from: number, to: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += BATCH) await send(from, Math.min(from + BATCH, count))
}

function slice<T>(values: readonly T[], from: number, to: number): T[] {
  return Array.from({ length: to - from }, (_, index) => repeated(values, from + index))
}
