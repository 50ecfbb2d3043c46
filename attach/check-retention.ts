import { keyOf, type PartitionOffsets } from '../broker/index.js'

type Partition = Pick<PartitionOffsets, 'topic' | 'partition'>

/** Which topics have lost their beginning to retention, and what is the first that is left. */
export class Retention {
  /** Those that have; null until the first record that is left has been read. */
  readonly #firstMs = new Map<string, { topic: string; fromMs: number | null }>()

  constructor(partitions: readonly PartitionOffsets[]) {
    for (const { topic, partition, low } of partitions) {
      if (low > 0) this.#firstMs.set(keyOf({ topic, partition }), { topic, fromMs: null })
    }
  }

  /** @param ms since the Unix epoch, of a record that was read; in the order of each partition */
  note(partition: Partition, ms: number): void {
    const first = this.#firstMs.get(keyOf(partition))
    if (first !== undefined) first.fromMs ??= ms
  }

  /** By topic, from when on all of its partitions are there; null: of one of them nothing is left. */
  get cut(): Map<string, number | null> {
    const cut = new Map<string, number | null>()
    for (const { topic, fromMs } of this.#firstMs.values()) {
      const known = cut.get(topic)
      cut.set(topic, fromMs === null || known === null ? null : Math.max(fromMs, known ?? 0))
    }
    return cut
  }
}
