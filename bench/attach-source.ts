import { randomBytes } from 'node:crypto'
import { ensureTopics } from '../broker/index.js'
import { createKafkaPublisher, type PublishRecord } from '../index.js'
import { type Chapter, chapterEvents } from './attach-events.js'
import type { BenchBroker } from './broker.js'
import { paced } from './paced.js'
import { IN_FLIGHT } from './peers/event-peers.js'

const DELIVERY_LIMIT_MS = 60_000
/** Given to the publisher at once. */
const BATCH = 500
/** Between two events. */
const STEP_NANO = 100_000n

/** What a core writes, to topics of its own, with a time of its own. */
export class AttachSource {
  readonly prefix: string
  readonly #publisher
  #nano = BigInt(Date.now()) * 1_000_000n

  private constructor({ brokers, prefix }: BenchBroker) {
    this.prefix = `${prefix}${randomBytes(3).toString('hex')}.`
    this.#publisher = createKafkaPublisher({ brokers })
  }

  static async create(broker: BenchBroker): Promise<AttachSource> {
    const source = new AttachSource(broker)
    const { signal } = new AbortController()
    const options = { brokers: broker.brokers, client: {}, logger: console, signal }
    await ensureTopics(
      options,
      source.topics.map((name) => ({ name })),
    )
    return source
  }

  chapter(chapter: Chapter, environmentId: string, runNumber: number): PublishRecord[] {
    const nextNano = (): bigint => {
      this.#nano += STEP_NANO
      return this.#nano
    }
    return chapterEvents(chapter, { environmentId, runNumber, nextNano }).map((record) => ({
      ...record,
      topic: this.prefix + record.topic,
    }))
  }

  get topics(): string[] {
    return ['aliecs.environment', 'aliecs.run'].map((topic) => this.prefix + topic)
  }

  write(record: PublishRecord): Promise<void> {
    return this.#publish([record])
  }

  writeAll(records: readonly PublishRecord[]): Promise<void> {
    return paced(Math.ceil(records.length / BATCH), IN_FLIGHT / BATCH, (number, done) => {
      this.#publish(records.slice(number * BATCH, (number + 1) * BATCH)).then(() => done(null), done)
    })
  }

  async close(): Promise<void> {
    await this.#publisher.close(DELIVERY_LIMIT_MS)
  }

  async #publish(records: PublishRecord[]): Promise<void> {
    const result = await this.#publisher.publish(records, { timeoutMs: DELIVERY_LIMIT_MS })
    if (result.status !== 'delivered') throw result.error
  }
}
