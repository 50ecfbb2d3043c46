import { BenchWriter } from './bench-writer.js'
import { type BenchBroker, eventTopics } from './broker.js'
import { C_OPTIONS, findCProducer, runCProducer } from './c-producer.js'
import { DIFFERENT_EVENTS, eventOf, happening, recordsOf, repeated } from './event-stream.js'
import { paced } from './paced.js'
import {
  bareEventPeer,
  type EventPeer,
  IN_FLIGHT,
  kafkajsEventPeer,
  platformaticEventPeer,
  publisherPeer,
} from './peers/event-peers.js'
import type { Section } from './report.js'
import { interleave } from './rounds.js'
import type { Scale } from './scale.js'

/** The core's events per second, from the first call to the last acknowledgement; all others send the same bytes. */
export async function measureEventThroughput(broker: BenchBroker, scale: Scale): Promise<Section> {
  const { brokers, prefix } = broker
  const events = Array.from({ length: DIFFERENT_EVENTS }, (_, number) => eventOf(happening(number), prefix))
  const records = recordsOf(events)
  const bytes = Math.round(records.reduce((sum, { value }) => sum + value.length, 0) / records.length)
  const writer = new BenchWriter(brokers, eventTopics(broker))
  const peers: EventPeer[] = [
    {
      name: 'EventWriter.write',
      send: (count) =>
        paced(count, IN_FLIGHT, (number, done) => writer.write(repeated(events, number), done)),
      close: () => writer.close(),
    },
    publisherPeer(writer, records),
    await bareEventPeer(brokers, records, { name: 'node-rdkafka, polled at once', polling: 'spin' }),
    await bareEventPeer(brokers, records, { name: 'node-rdkafka, waiting in flush', polling: 'flush' }),
    await bareEventPeer(brokers, records, {
      name: 'node-rdkafka, waiting in flush, one request in flight',
      polling: 'flush',
      requests: 1,
    }),
    await kafkajsEventPeer(brokers, records),
    await platformaticEventPeer(brokers, records),
  ]
  const { events: count } = scale.events
  const measured = peers.map(({ name, send }) => ({
    name,
    async measure() {
      const start = performance.now()
      await send(count)
      return [count / ((performance.now() - start) / 1000)] as const
    },
  }))
  const program = findCProducer()
  const [first] = records
  if (program !== null && first !== undefined) {
    const { topic, key } = first
    const run = { brokers, topic, records: count, bytes, key: key ?? '', options: C_OPTIONS }
    measured.push({
      name: 'rdkafka_performance, in C, one topic',
      measure: async () => [await runCProducer(program, run)] as const,
    })
  }
  try {
    for (const peer of measured) await peer.measure() // warm: connections, topics, compiled code
    const figures = await interleave(measured, scale.rounds)
    return {
      title: `Events, ${bytes} bytes each, up to ${IN_FLIGHT.toLocaleString('en-US')} in flight`,
      columns: [{ name: 'events', unit: '1/s', digits: 0 }],
      rows: measured.map(({ name }, index) => ({ name, figures: figures[index] ?? [] })),
    }
  } finally {
    for (const peer of peers) await peer.close()
  }
}
