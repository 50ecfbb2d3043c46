import { LEGACY_TOPICS } from '../plugin/index.js'

/** Of the state topic; with one partition there is one share, that of everything. */
const LISTS_PARTITION = 0

const LIST_TOPICS: readonly string[] = LEGACY_TOPICS.filter((topic) => topic.includes('.env_list.'))

/**
 * What one instance at a time does: everything, or one share of it. The state topic has a partition for each share:
 * whoever the group gives it to owns the share, and remembers there what it needs to.
 *
 * Partition 0 of several is that of the running lists, which are over all environments: its owner follows all events.
 * The others are those of the environments, by the partition in which their events are; their owners write the rest.
 */
export class Share {
  /** Of the state topic. */
  readonly partition: number
  readonly #partitions: number

  /** @param partitions of the state topic */
  constructor(partition: number, partitions: number) {
    this.partition = partition
    this.#partitions = partitions
  }

  /** `all`, `lists`, or `1` and so on: those of the environments. */
  get name(): string {
    if (this.isAll) return 'all'
    return this.isLists ? 'lists' : String(this.partition)
  }

  get isAll(): boolean {
    return this.#partitions === 1
  }

  get isLists(): boolean {
    return !this.isAll && this.partition === LISTS_PARTITION
  }

  /** Whether it needs a partition of a topic whose records are keyed by environment. */
  follows(partition: number): boolean {
    if (this.isAll || this.isLists) return true
    return (partition % (this.#partitions - 1)) + 1 === this.partition
  }

  /** Whether it is the one to write to this topic, without a prefix. */
  writes(legacyTopic: string): boolean {
    return this.isAll || LIST_TOPICS.includes(legacyTopic) === this.isLists
  }
}

/** Partitions that the state topic needs for so many shares of the environments. */
export const statePartitions = (shares: number): number => (shares === 1 ? 1 : shares + 1)

/** The other way round. */
export const sharesOf = (partitions: number): number => Math.max(1, partitions - 1)
