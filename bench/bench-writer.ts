import { type CoreEvent, EventWriter } from '../events/index.js'
import { createKafkaPublisher, type ManagedPublisher } from '../index.js'

/** The core's event writer on Kafka; unlike the core, who measures it hears of each acknowledgement. */
export class BenchWriter {
  readonly #publisher: ManagedPublisher
  readonly #writer: EventWriter
  /** Of the events that are not encoded yet, in order. */
  readonly #done: ((error: unknown) => void)[] = []

  constructor(brokers: string, topics: readonly string[]) {
    const publisher = createKafkaPublisher({ brokers, topics })
    this.#publisher = publisher
    this.#writer = new EventWriter({
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      publisher: {
        publish: (records, options) => {
          const done = this.#done.shift()
          const result = publisher.publish(records, options)
          void result.then((answer) => done?.(answer.status === 'delivered' ? null : answer.error))
          return result
        },
      },
    })
  }

  get publisher(): ManagedPublisher {
    return this.#publisher
  }

  /** @param done called with the error, or with null when the event is acknowledged */
  write(event: CoreEvent, done: (error: unknown) => void): void {
    this.#done.push(done)
    this.#writer.write(event)
  }

  async close(): Promise<void> {
    await this.#publisher.close(5000)
  }
}
