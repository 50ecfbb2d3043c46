import { PartitionReader } from '../broker/index.js'

const READ_WAIT_MS = 50
const SILENCE_LIMIT_MS = 60_000

/** What a reader with `read_committed` sees, and when. */
export class AttachReader {
  readonly #reader: PartitionReader
  readonly #counts = new Map<string, number>()

  private constructor(reader: PartitionReader) {
    this.#reader = reader
  }

  /** @param topics all of them there, with one partition; read from their ends on */
  static async open(brokers: string, topics: readonly string[]): Promise<AttachReader> {
    const reader = await PartitionReader.open({ brokers, client: {}, onError: () => {} })
    const starts = topics.map(async (topic) => {
      return { topic, partition: 0, offset: (await reader.offsets(topic, 0)).high }
    })
    reader.assign(await Promise.all(starts))
    return new AttachReader(reader)
  }

  /** Waits for one more of this topic. @returns performance.now() when it was there */
  next(topic: string): Promise<number> {
    return this.more([topic], 1)
  }

  /** Waits for so many more of these topics together. @returns performance.now() when the last of them was there */
  async more(topics: readonly string[], count: number): Promise<number> {
    const there = (): number => topics.reduce((sum, topic) => sum + (this.#counts.get(topic) ?? 0), 0)
    let latestMs = performance.now()
    let nowMs = latestMs
    while (there() < count) {
      const records = await this.#reader.read(READ_WAIT_MS)
      nowMs = performance.now()
      for (const { topic } of records) this.#counts.set(topic, (this.#counts.get(topic) ?? 0) + 1)
      if (records.length > 0) latestMs = nowMs
      else if (nowMs - latestMs > SILENCE_LIMIT_MS) {
        const seconds = SILENCE_LIMIT_MS / 1000
        throw new Error(`${topics.join(', ')}: ${there()} of ${count} records, and nothing for ${seconds} s`)
      }
    }
    for (const topic of topics) this.#counts.delete(topic)
    return nowMs
  }

  close(): Promise<void> {
    return this.#reader.close()
  }
}
