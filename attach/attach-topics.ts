import type { TopicMetadata } from '../broker/index.js'
import { AliecsError } from '../errors.js'
import type { PublishRecord } from '../plugin/host.js'
import { LEGACY_TOPICS } from '../plugin/index.js'
import { partitionsOf } from './followed-events.js'
import type { Share } from './share.js'

/** What is followed, of those that the core writes, keyed by environment. */
const KEYED_TOPICS: readonly string[] = ['aliecs.environment', 'aliecs.run']
/** Of the core itself: everybody needs it. */
const CORE_TOPIC = 'aliecs.core'

/** What an instance of attach is known by: instances of one prefix share their work, those of others know nothing of it. */
export class AttachTopics {
  readonly followed: readonly string[]
  readonly #keyed: readonly string[]
  readonly #prefix: string

  /** @param prefix in front of every topic that is written; `sourcePrefix` of those that are followed */
  constructor({ prefix = '', sourcePrefix = '' }: { prefix?: string; sourcePrefix?: string }) {
    this.#prefix = prefix
    this.#keyed = KEYED_TOPICS.map((topic) => sourcePrefix + topic)
    this.followed = [...this.#keyed, sourcePrefix + CORE_TOPIC]
  }

  /** Whether its records are keyed by environment. */
  isKeyed(topic: string): boolean {
    return this.#keyed.includes(topic)
  }

  /**
   * The partitions that a share follows.
   *
   * @throws AliecsError KFK_TOPIC where a topic is not there; ATTACH_SHARES where the events of an environment are not in
   * the same partition of both topics
   */
  choose(share: Share, there: readonly TopicMetadata[]): { topic: string; partition: number }[] {
    const found = there.filter(
      ({ name, partitions }) => this.followed.includes(name) && partitions.length > 0,
    )
    const missing = this.followed.filter((topic) => !found.some(({ name }) => name === topic))
    if (missing.length > 0) throw new AliecsError('KFK_TOPIC', `brokers do not show ${missing.join(', ')}`)
    const keyed = found.filter(({ name }) => this.isKeyed(name))
    if (!share.isAll && new Set(keyed.map(({ partitions }) => partitions.length)).size > 1) {
      const counts = keyed.map(({ name, partitions }) => `${name} has ${partitions.length}`).join(', ')
      throw new AliecsError(
        'ATTACH_SHARES',
        `environments can be shared out only where both topics have the same number of partitions: ${counts}`,
      )
    }
    return partitionsOf(found).filter(
      ({ topic, partition }) => !this.isKeyed(topic) || share.follows(partition),
    )
  }

  /** Where it is remembered how far the environments have come: compacted; its partitions are what instances share out. */
  get state(): string {
    return `${this.#prefix}aliecs.attach.state`
  }

  /** What all names begin with that Kafka knows of the instances. */
  get group(): string {
    return `${this.#prefix}aliecs-attach`
  }

  /** The consumer group among whose members the shares are divided. */
  get instances(): string {
    return `${this.group}.instances`
  }

  /** Without members or offsets: reading asks for the right to one. */
  get readers(): string {
    return `${this.group}.readers`
  }

  /** The id of a share's transactions, and the consumer group that has its offsets. */
  shareGroup(share: Share): string {
    return share.isAll ? this.group : `${this.group}.${share.name}`
  }

  get written(): string[] {
    return LEGACY_TOPICS.map((topic) => this.#prefix + topic)
  }

  prefixed(record: PublishRecord): PublishRecord {
    return this.#prefix === '' ? record : { ...record, topic: this.#prefix + record.topic }
  }
}
