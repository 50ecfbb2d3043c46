import type { AliecsError, ErrorCode } from '../errors.js'

/** librdkafka says that all brokers are down also when an idle connection was closed; an answer may be a second away. */
const DOUBT_MS = 1500
/** What an outage looks like from inside a reader. */
const OUTAGE: readonly ErrorCode[] = ['KFK_BROKER_DOWN', 'KFK_TIMEOUT']

/**
 * What a consumer that goes on has to say of errors: that the brokers are away and that they are back, once each; all else
 * once, until records come again. librdkafka repeats itself.
 */
export class Complaints {
  readonly #say: (message: string) => void
  readonly #brokers: string
  readonly #said = new Set<string>()
  #isAway = false
  #doubt: NodeJS.Timeout | undefined

  constructor(brokers: string, say: (message: string) => void) {
    this.#brokers = brokers
    this.#say = say
  }

  error({ code, message }: AliecsError): void {
    if (OUTAGE.includes(code)) {
      if (!this.#isAway) this.#doubt ??= setTimeout(() => this.#away(), DOUBT_MS).unref()
    } else if (!this.#said.has(message)) {
      this.#said.add(message)
      this.#say(message)
    }
  }

  /** @param answers whether a broker answered just now */
  answer(answers: boolean): void {
    if (!answers) {
      this.#away()
      return
    }
    clearTimeout(this.#doubt)
    this.#doubt = undefined
    if (this.#isAway) this.#say(`a broker of ${this.#brokers} can be reached again`)
    this.#isAway = false
  }

  recovered(): void {
    this.#said.clear()
  }

  #away(): void {
    clearTimeout(this.#doubt)
    this.#doubt = undefined
    if (!this.#isAway) this.#say(`no broker of ${this.#brokers} can be reached; waiting for one`)
    this.#isAway = true
  }
}
