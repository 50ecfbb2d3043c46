import { createKafkaPublisher, type ManagedPublisher } from '../index.js'
import type { BenchBroker } from './broker.js'
import { C_OPTIONS, findCProducer, runCProducer } from './c-producer.js'
import { BareProducer } from './peers/bare-producer.js'
import type { Section } from './report.js'
import { interleave, type Peer } from './rounds.js'
import type { Scale } from './scale.js'

const RECORD_BYTES = 120
/** Of records that are not acknowledged. */
const IN_FLIGHT = 10_000
/** Records per call of `publish`. */
const CALL_RECORDS = 100
const C_NAME = 'rdkafka_performance, in C'
const KEY = '2oDvieFrVTi'

/** Records per second from the first record to the last acknowledgement, all on one partition. */
export async function measureThroughput(broker: BenchBroker, scale: Scale): Promise<Section> {
  const { brokers, throughputTopic: topic } = broker
  const { records } = scale.throughput
  const publisher = createKafkaPublisher({ brokers, topics: [topic] })
  const spinning = await BareProducer.connect(brokers, 'spin')
  const flushing = await BareProducer.connect(brokers, 'flush')
  const program = findCProducer()
  const c = { brokers, topic, records, bytes: RECORD_BYTES, key: KEY, options: C_OPTIONS }
  const peers: Peer<readonly [number]>[] = [
    { name: 'the publisher', measure: perSecond(records, () => publishAll(publisher, topic, records)) },
    {
      name: 'node-rdkafka, polled at once',
      measure: perSecond(records, () => produceAll(spinning, topic, records)),
    },
    {
      name: 'node-rdkafka, waiting in flush',
      measure: perSecond(records, () => produceAll(flushing, topic, records)),
    },
  ]
  if (program !== null) {
    peers.push({ name: C_NAME, measure: async () => [await runCProducer(program, c)] })
  }
  try {
    for (const peer of peers) await peer.measure()
    const figures = await interleave(peers, scale.rounds)
    const rows = peers.map(({ name }, index) => ({ name, figures: figures[index] ?? [] }))
    if (program === null) rows.push({ name: `${C_NAME}: not built with node-rdkafka`, figures: [] })
    return {
      title: `Throughput, ${RECORD_BYTES} bytes, up to ${IN_FLIGHT.toLocaleString('en-US')} in flight`,
      columns: [{ name: 'records', unit: '1/s', digits: 0 }],
      rows,
    }
  } finally {
    await publisher.close(5000)
    await spinning.disconnect()
    await flushing.disconnect()
  }
}

function perSecond(records: number, run: () => Promise<void>): () => Promise<readonly [number]> {
  return async () => {
    const start = performance.now()
    await run()
    return [records / ((performance.now() - start) / 1000)]
  }
}

async function publishAll(publisher: ManagedPublisher, topic: string, records: number): Promise<void> {
  const value = Buffer.alloc(RECORD_BYTES, 'x')
  const publishSome = async (): Promise<void> => {
    const call = Array.from({ length: CALL_RECORDS }, () => ({ topic, key: KEY, value }))
    const result = await publisher.publish(call, { timeoutMs: 60_000 })
    if (result.status !== 'delivered') throw result.error
  }
  let calls = records / CALL_RECORDS
  const lane = async (): Promise<void> => {
    while (calls-- > 0) await publishSome()
  }
  await Promise.all(Array.from({ length: IN_FLIGHT / CALL_RECORDS }, lane))
}

function produceAll(producer: BareProducer, topic: string, records: number): Promise<void> {
  const value = Buffer.alloc(RECORD_BYTES, 'x')
  return new Promise((resolve, reject) => {
    let sent = 0
    let acknowledged = 0
    const report = (error: unknown): void => {
      if (error) reject(error)
      else if (++acknowledged === records) resolve()
      else fill()
    }
    const fill = (): void => {
      while (sent < records && producer.inFlight < IN_FLIGHT) {
        sent++
        producer.produce(topic, KEY, value, report)
      }
    }
    fill()
  })
}
