import rdkafka, { type Producer } from 'node-rdkafka'

const FLUSH_LIMIT_MS = 100

/** How the delivery reports are fetched. */
export type Polling =
  /** At once, again and again, while something is in flight. */
  | 'spin'
  /** Every millisecond, while something is in flight. */
  | 'timer'
  /** By librdkafka's flush, which waits for them in a thread of its own and wakes Node when one comes. */
  | 'flush'

/** node-rdkafka without anything around it, with the settings that the publisher has. */
export class BareProducer {
  readonly #producer: Producer
  readonly #polling: Polling
  #inFlight = 0
  #waits = false

  private constructor(producer: Producer, polling: Polling) {
    this.#producer = producer
    this.#polling = polling
  }

  /** @param options of librdkafka, further ones */
  static async connect(
    brokers: string,
    polling: Polling,
    options: Readonly<Record<string, number>> = {},
  ): Promise<BareProducer> {
    const producer = new rdkafka.Producer(
      {
        'metadata.broker.list': brokers,
        'enable.idempotence': true,
        'linger.ms': 0,
        'batch.size': 65_536,
        'socket.nagle.disable': true,
        dr_cb: true,
        ...options,
      },
      { acks: -1 },
    )
    const bare = new BareProducer(producer, polling)
    producer.on('delivery-report', (error, { opaque }) => {
      bare.#inFlight--
      ;(opaque as (error: unknown) => void)(error)
    })
    await new Promise<void>((resolve, reject) => {
      producer.connect({ timeout: 10_000 }, (error) => (error ? reject(error) : resolve()))
    })
    return bare
  }

  get inFlight(): number {
    return this.#inFlight
  }

  /** @param report called with the error, or with null when the record is acknowledged */
  produce(topic: string, key: string | null, value: Buffer, report: (error: unknown) => void): void {
    this.#producer.produce(topic, null, value, key, null, report)
    this.#inFlight++
    if (this.#waits) return
    this.#waits = true
    if (this.#polling === 'flush') queueMicrotask(this.#flush)
    else this.#pollSoon()
  }

  disconnect(): Promise<void> {
    return new Promise((resolve) => this.#producer.disconnect(0, () => resolve()))
  }

  readonly #flush = (): void => {
    this.#producer.flush(FLUSH_LIMIT_MS, () => {
      this.#waits = this.#inFlight > 0
      if (this.#waits) this.#flush()
    })
  }

  readonly #poll = (): void => {
    this.#producer.poll()
    this.#waits = this.#inFlight > 0
    if (this.#waits) this.#pollSoon()
  }

  #pollSoon(): void {
    if (this.#polling === 'spin') setImmediate(this.#poll)
    else setTimeout(this.#poll, 1)
  }
}
