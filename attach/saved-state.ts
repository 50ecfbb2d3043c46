import type { ProducerRecord, ReceivedRecord } from '../broker/index.js'
import type { Logger } from '../plugin/host.js'
import type { AttachedCore, SavedEnvironment } from './attached-core.js'
import { SAVED_VERSION, savedEnvironment } from './saved-shape.js'

/** What has changed → records of the state topic; a tombstone for what may be forgotten. */
export function stateRecords(
  { topic, partition }: { topic: string; partition: number },
  changes: ReadonlyMap<string, SavedEnvironment | null>,
): ProducerRecord[] {
  return [...changes].map(([key, saved]) => {
    const value = saved === null ? null : Buffer.from(JSON.stringify({ version: SAVED_VERSION, ...saved }))
    return { topic, partition, key, value }
  })
}

/** Collects the latest of each key while the state topic is read, and gives it to a core. */
export class SavedState {
  readonly #logger: Logger
  readonly #latest = new Map<string, { value: Uint8Array; record: ReceivedRecord }>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  read(record: ReceivedRecord): void {
    const key = record.key ?? ''
    this.#latest.delete(key) // and to the end of the order
    if (record.value !== null && record.value.length > 0)
      this.#latest.set(key, { value: record.value, record })
  }

  /** Of all that is remembered. */
  get keys(): ReadonlySet<string> {
    return new Set(this.#latest.keys())
  }

  restore(core: AttachedCore): void {
    for (const [key, { value, record }] of this.#latest) {
      try {
        core.restore(key, savedEnvironment(JSON.parse(Buffer.from(value).toString())))
      } catch (error) {
        const { topic, partition, offset } = record
        const reason = error instanceof Error ? error.message : String(error)
        const message = `${topic} ${partition} ${offset}: not a saved environment, left out: ${reason}`
        this.#logger.warn({ topic, partition, offset, key }, message)
      }
    }
  }
}
