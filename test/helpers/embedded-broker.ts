import { onTestFinished } from 'vitest'
import { startEmbeddedBroker } from '../../broker/index.js'

/** `host:port` of a broker that ends with the test. */
export async function embeddedBroker(): Promise<string> {
  const broker = await startEmbeddedBroker()
  onTestFinished(() => broker.stop())
  return broker.endpoint
}
