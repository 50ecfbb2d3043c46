import { createKafkaPublisher, type KafkaPublisherOptions, type ReceivedRecord } from '../../broker/index.js'
import { environmentEvent } from '../../events/environment-event.js'
import { EventWriter } from '../../events/index.js'
import type { ManagedPublisher, PublishRecord } from '../../plugin/host.js'
import { happened } from './happenings.js'
import { MemoryLogger } from './memory-logger.js'
import { readRecords } from './read-records.js'

/** A writer, and what it gave to its publisher. */
export class EventStream {
  readonly sent: PublishRecord[] = []
  readonly logger = new MemoryLogger()
  readonly writer: EventWriter
  readonly publisher: ManagedPublisher

  constructor(options: Pick<KafkaPublisherOptions, 'brokers' | 'queueMaxMessages'>) {
    this.publisher = createKafkaPublisher({ ...options, logger: this.logger })
    const { publisher, sent } = this
    const tee = {
      publish: (records: PublishRecord[], limit: { timeoutMs: number }) => {
        sent.push(...records)
        return publisher.publish(records, limit)
      },
      close: (timeoutMs: number) => publisher.close(timeoutMs),
      stats: () => publisher.stats(),
    }
    this.writer = new EventWriter({ publisher: tee, logger: this.logger })
  }

  /** Errors of an environment, by number. */
  write(environmentId: string, count: number): void {
    for (let index = 1; index <= count; index++) {
      const event = environmentEvent({
        ...happened({ type: 'error-imminent', error: `error ${index}` }),
        environmentId,
      })
      if (event !== null) this.writer.write(event)
    }
  }

  /** What reached the brokers of the environments that were written about. */
  async received(brokers: string, count: number): Promise<ReceivedRecord[]> {
    const keys = new Set(this.sent.map(({ key }) => key))
    const isMine = ({ key }: ReceivedRecord): boolean => keys.has(key)
    return (await readRecords(brokers, (topic) => topic.startsWith('aliecs.'), count, isMine)).filter(isMine)
  }
}

/** The values of each key and topic, in their order. */
export function perKey(
  records: readonly Pick<ReceivedRecord, 'topic' | 'key' | 'value'>[],
): Map<string, string[]> {
  const values = new Map<string, string[]>()
  for (const { topic, key, value } of records) {
    const name = `${topic} ${key}`
    values.set(name, [...(values.get(name) ?? []), Buffer.from(value ?? []).toString('base64')])
  }
  return new Map([...values].sort(([a], [b]) => (a < b ? -1 : 1)))
}
