import type { AliecsError } from '../errors.js'

/** What a consumer that goes on has to say of errors: each thing once, until records come again. librdkafka repeats itself. */
export class Complaints {
  readonly #say: (message: string) => void
  readonly #brokers: string
  readonly #said = new Set<string>()

  constructor(brokers: string, say: (message: string) => void) {
    this.#brokers = brokers
    this.#say = say
  }

  error({ code, message }: AliecsError): void {
    const text =
      code === 'KFK_BROKER_DOWN' ? `no broker of ${this.#brokers} can be reached; waiting for one` : message
    if (this.#said.has(text)) return
    this.#said.add(text)
    this.#say(text)
  }

  recovered(): void {
    this.#said.clear()
  }
}
