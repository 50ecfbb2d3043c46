import type { PublishRecord } from '../plugin/host.js'
import { LEGACY_TOPICS } from '../plugin/index.js'

/** What is followed, of those that the core writes. */
const FOLLOWED_TOPICS: readonly string[] = ['aliecs.environment', 'aliecs.run', 'aliecs.core']

/** What an instance of attach is known by: instances of one prefix share their work, those of others know nothing of it. */
export class AttachTopics {
  readonly followed: readonly string[]
  readonly #prefix: string

  /** @param prefix in front of every topic that is written; `sourcePrefix` of those that are followed */
  constructor({ prefix = '', sourcePrefix = '' }: { prefix?: string; sourcePrefix?: string }) {
    this.#prefix = prefix
    this.followed = FOLLOWED_TOPICS.map((topic) => sourcePrefix + topic)
  }

  /** Where it is remembered how far the environments have come: compacted, and the lock of the instances. */
  get state(): string {
    return `${this.#prefix}aliecs.attach.state`
  }

  /** The consumer group, and the id of the transactions. */
  get group(): string {
    return `${this.#prefix}aliecs-attach`
  }

  get written(): string[] {
    return LEGACY_TOPICS.map((topic) => this.#prefix + topic)
  }

  prefixed(record: PublishRecord): PublishRecord {
    return this.#prefix === '' ? record : { ...record, topic: this.#prefix + record.topic }
  }
}
