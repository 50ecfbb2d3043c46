import type { KafkaPublisherOptions } from '../broker/index.js'
import { messageOf } from '../errors.js'
import { BULK_TOPICS, EVENT_TOPICS, EventWriter } from '../events/index.js'
import type { Logger, ManagedPublisher } from '../plugin/host.js'
import { LEGACY_TOPICS } from '../plugin/index.js'
import type { ResolvedSettings } from '../settings/index.js'

type CreatePublisher = (options: KafkaPublisherOptions) => ManagedPublisher

/** The producers of a core: one for the legacy plugin, one for the core's own events, or one for both. */
export class KafkaStreams {
  readonly #loaded: ResolvedSettings
  readonly #create: CreatePublisher
  readonly #logger: Logger
  readonly #legacyBrokers: string
  readonly #eventBrokers: string
  readonly #publishers = new Map<string, ManagedPublisher>()
  #hasPlugin = false

  /** @param create may be called twice */
  constructor(loaded: ResolvedSettings, create: CreatePublisher, logger: Logger) {
    this.#loaded = loaded
    this.#create = create
    this.#logger = logger
    this.#legacyBrokers = loaded.settings.kafkaEndpoint
    this.#eventBrokers = eventBrokers(loaded)
  }

  /** Those that there are. */
  get publishers(): readonly ManagedPublisher[] {
    return [...this.#publishers.values()]
  }

  /** For the kafka plugin, which closes it. @throws AliecsError KFK_CLIENT_OPTION, KFK_CLIENT */
  pluginPublisher(): ManagedPublisher {
    this.#hasPlugin = true
    return this.#publisher(this.#legacyBrokers)
  }

  /** Null where `enableKafka` is false. To be made after the plugins. @throws AliecsError KFK_CLIENT_OPTION, KFK_CLIENT */
  eventWriter(): EventWriter | null {
    if (!this.#loaded.settings.enableKafka) return null
    return new EventWriter({ publisher: this.#publisher(this.#eventBrokers), logger: this.#logger })
  }

  /** @returns what went wrong, and has not been said by the plugin */
  async close(writer: EventWriter | null): Promise<Error[]> {
    try {
      await writer?.close(this.#loaded.settings.shutdownTimeoutMs)
      return []
    } catch (error) {
      const isSaid = this.#hasPlugin && this.#legacyBrokers === this.#eventBrokers
      return isSaid ? [] : [error instanceof Error ? error : new Error(messageOf(error))]
    }
  }

  #publisher(brokers: string): ManagedPublisher {
    const { settings } = this.#loaded
    const existing = this.#publishers.get(brokers)
    if (existing !== undefined) return existing
    const topics = [
      ...(brokers === this.#legacyBrokers && this.#hasPlugin ? LEGACY_TOPICS : []),
      ...(brokers === this.#eventBrokers && settings.enableKafka ? EVENT_TOPICS : []),
    ]
    const publisher = this.#create({
      brokers,
      client: settings.kafkaClient,
      queueMaxMessages: settings.kafkaQueueMaxMessages,
      queueMaxBytes: settings.kafkaQueueMaxBytes,
      bulkTopics: BULK_TOPICS,
      topics,
      topicPartitions: settings.kafkaTopicPartitions,
      topicReplicationFactor: settings.kafkaTopicReplicationFactor,
      logger: this.#logger,
    })
    this.#publishers.set(brokers, publisher)
    return publisher
  }
}

/** `kafkaEndpoints`, and `kafkaEndpoint` where only that is given: nobody means localhost then. */
export function eventBrokers({ settings, origins }: ResolvedSettings): string {
  const isDefault = (name: 'kafkaEndpoint' | 'kafkaEndpoints'): boolean => origins.get(name) === 'default'
  if (isDefault('kafkaEndpoints') && !isDefault('kafkaEndpoint')) return settings.kafkaEndpoint
  return settings.kafkaEndpoints.join(',')
}
