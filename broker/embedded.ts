import { AliecsError } from '../errors.js'
import { NativeProducer } from './native-producer.js'

export interface EmbeddedBroker {
  /** `host:port` */
  endpoint: string
  stop(): Promise<void>
}

/**
 * A broker inside this process, on a free loopback port: librdkafka's mock cluster. Other clients and processes can
 * use it; it keeps nothing, makes topics by itself (4 partitions each), and stores no true timestamps.
 */
export async function startEmbeddedBroker(): Promise<EmbeddedBroker> {
  const host = new NativeProducer(
    { 'metadata.broker.list': 'embedded:0', 'test.mock.num.brokers': 1 },
    {},
    { delivered: () => {}, error: () => {} },
  )
  const endpoint = (await host.connectToBrokers(5000)).join(',')
  if (endpoint === '') throw new AliecsError('KFK_CLIENT', 'the embedded broker told no address')
  return { endpoint, stop: () => host.disconnect(2000) }
}
