import {
  describePartitions,
  describeUnreadable,
  keyOf,
  type PartitionId,
  type UnreadablePartition,
} from '../broker/index.js'
import type { AliecsError, ErrorCode } from '../errors.js'

/** librdkafka says that all brokers are down also when an idle connection was closed; an answer may be a second away. */
const DOUBT_MS = 1500
/** What an outage looks like from inside a reader. */
const OUTAGE: readonly ErrorCode[] = ['KFK_BROKER_DOWN', 'KFK_TIMEOUT']

/**
 * Remarks of a running consumer: brokers that are away and back, partitions that cannot be read and can again, once each; any other
 * error once until records come again. librdkafka repeats itself.
 */
export class Complaints {
  readonly #say: (message: string) => void
  readonly #brokers: string
  readonly #said = new Set<string>()
  readonly #unreadable = new Set<string>()
  #isAway = false
  #reason: string | null = null
  #doubt: NodeJS.Timeout | undefined

  constructor(brokers: string, say: (message: string) => void) {
    this.#brokers = brokers
    this.#say = say
  }

  error({ code, message }: AliecsError): void {
    if (OUTAGE.includes(code)) {
      if (code === 'KFK_BROKER_DOWN') this.#reason = message
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
    this.#reason = null
  }

  /** @param partition that has given something */
  recovered(partition?: PartitionId): void {
    this.#said.clear()
    if (partition !== undefined && this.#unreadable.size > 0) this.readable([partition])
  }

  /** Partitions that cannot be read; each is named once until it is readable again. */
  unreadable(partitions: readonly UnreadablePartition[]): void {
    const fresh = partitions.filter((each) => !this.#unreadable.has(keyOf(each)))
    for (const each of fresh) this.#unreadable.add(keyOf(each))
    for (const line of describeUnreadable(fresh)) this.#say(line)
  }

  readable(partitions: readonly PartitionId[]): void {
    const back = partitions.filter((each) => this.#unreadable.delete(keyOf(each)))
    for (const line of describePartitions(back)) this.#say(`${line}: readable again`)
  }

  topic(topic: string, change: 'appeared' | 'recreated'): void {
    const event = change === 'appeared' ? 'appeared' : 'was deleted and created again'
    this.#say(`topic ${topic} ${event}; reading it from its beginning`)
  }

  #away(): void {
    clearTimeout(this.#doubt)
    this.#doubt = undefined
    const reason = this.#reason === null ? '' : `: ${this.#reason}`
    if (!this.#isAway) this.#say(`no broker of ${this.#brokers} can be reached${reason}; waiting for one`)
    this.#isAway = true
  }
}
