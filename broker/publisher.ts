import { AliecsError } from '../errors.js'
import { checkClientOptions } from './client-options.js'
import { clientFeatures } from './native.js'
import type { KafkaPublisher, KafkaPublisherOptions } from './publisher-options.js'
import { endpointOf, QueueingPublisher } from './queueing-publisher.js'

/**
 * Connects in the background and takes records at once, whether or not a broker answers.
 *
 * @throws AliecsError KFK_CLIENT_OPTION with one line per option that librdkafka does not know or support, or for
 *   brokers that are not host:port;
 *   KFK_CLIENT where the compiled client does not load
 */
export function createKafkaPublisher(options: KafkaPublisherOptions): KafkaPublisher {
  const problems = checkClientOptions(options.client ?? {})
  if (problems.length > 0) {
    const lines = problems.map(({ option, problem }) => `kafkaClient ${option}: ${problem}`)
    throw new AliecsError('KFK_CLIENT_OPTION', lines.join('\n'))
  }
  checkEndpoint(endpointOf(options))
  clientFeatures() // loads the addon: a machine without it is told now, not by a queue that fills
  return new QueueingPublisher(options)
}

/** @throws AliecsError KFK_CLIENT_OPTION */
function checkEndpoint(endpoint: string): void {
  for (const broker of endpoint.split(',')) {
    if (/^\s*(\[[0-9a-f:.]+\]|[^\s:[\]]+):\d{1,5}\s*$/i.test(broker)) continue
    throw new AliecsError('KFK_CLIENT_OPTION', `brokers: expected host:port, got ${JSON.stringify(broker)}`)
  }
}
