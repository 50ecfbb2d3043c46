import { join } from 'node:path'
import { createKafkaPublisher } from '../broker/index.js'
import type { RequestUser } from '../core/index.js'
import { EVENT_TOPICS } from '../events/index.js'
import { CoreMetrics } from '../metrics/index.js'
import {
  EnvironmentJournal,
  isLoopback,
  kafkaFigures,
  type PageServer,
  PageStream,
  RecordFeed,
  randomToken,
  startPageServer,
  tellFigures,
  templateSource,
} from '../page-api/index.js'
import type { Logger, StuckTopic } from '../plugin/host.js'
import { LEGACY_TOPICS } from '../plugin/index.js'
import { readDetectors, TreeHealth, withoutTrigger } from '../settings/index.js'
import type { TemplateRepositories } from '../template-repositories/index.js'
import type { Core, CoreOptions } from './core.js'
import { PACKAGE_FOLDER, packageVersion } from './package.js'

/** What runs are drawn from: read from the beginning on, of the others the latest is enough. */
const RUN_TOPICS = [
  'aliecs.env_state.RUNNING',
  'aliecs.env_leave_state.RUNNING',
  'aliecs.env_list.RUNNING',
  'aliecs.run',
]

export interface CorePageOptions {
  core: Core
  templates: TemplateRepositories
  requestUser: RequestUser
  /** Of the control and the configuration interface; null where they are not served. */
  addresses: { control: string | null; apricot: string | null }
}

export interface RunningPage extends Pick<PageServer, 'url' | 'drain'> {
  /** What it asks for; null where nothing. */
  token: string | null
  close(): Promise<void>
}

/** The page of a core. It is made before the core, so that it hears everything. */
export class CorePage {
  readonly #logger: Logger
  readonly #stream = new PageStream()
  readonly #metrics = new CoreMetrics()
  readonly #journal: EnvironmentJournal

  constructor(logger: Logger) {
    this.#logger = logger
    this.#journal = new EnvironmentJournal(this.#stream, logger)
  }

  /** What the core has to be started with. */
  get coreOptions() {
    return {
      observers: [this.#journal.observer, this.#metrics.observer],
      createPublisher: (options) => createKafkaPublisher({ ...options, onSettled: this.#metrics.onSettled }),
    } satisfies Partial<CoreOptions>
  }

  /** @throws AliecsError LISTEN */
  async start({ core, templates, requestUser, addresses }: CorePageOptions): Promise<RunningPage> {
    const { manager, publishers, identity } = core
    const { settings, tree } = core.loaded
    const startedMs = Date.now()
    const version = packageVersion()
    const stream = this.#stream
    const logger = this.#logger
    this.#journal.follow(manager)
    this.#metrics.follow(core)
    const feed = new RecordFeed({
      brokers: publishers.map(({ endpoint }) => ({ endpoint, client: settings.kafkaClient })),
      topics: [...LEGACY_TOPICS, ...EVENT_TOPICS],
      runTopics: RUN_TOPICS,
      stream,
      logger,
    })
    const figures = () =>
      kafkaFigures({
        publishers,
        enabled: settings.enableKafka,
        pluginLoaded: core.plugins.names.includes('kafka'),
        latency: () => this.#metrics.latency(),
        feed,
      })
    const health = new TreeHealth({ tree, logger })
    const token = tokenOf(settings)
    let isClosing = false
    const server = await startPageServer({
      port: settings.pagePort,
      bindAddress: settings.pageBindAddress,
      hosts: settings.pageHosts,
      token,
      folder: join(PACKAGE_FOLDER, 'dist', 'page'),
      version,
      logger,
      dependencies: {
        manager,
        journal: this.#journal,
        stream,
        templates: templateSource(templates),
        feed,
        metrics: this.#metrics,
        requestUser,
        info: async () => {
          const detectors = await readDetectors(tree)
          const all = withoutTrigger(detectors.keys())
          const active = manager.activeDetectors()
          return {
            instanceName: settings.instanceName,
            version,
            ...identity,
            startedMs,
            detectors: {
              all,
              active,
              available: all.filter((detector) => !active.includes(detector)),
              hosts: Object.fromEntries(detectors),
            },
            addresses: { ...addresses, page: server.url },
          }
        },
        kafka: figures,
        unready: async () => [
          ...(isClosing ? ['the core is shutting down'] : []),
          ...[await health.problem()].filter((problem) => problem !== null),
          ...publishers.flatMap(({ connectionState, connectionError }) => {
            const reason = connectionError === null ? '' : `: ${connectionError}`
            return connectionState === 'READY'
              ? []
              : [`the connection to Kafka is ${connectionState}${reason}`]
          }),
          ...publishers.flatMap((publisher) => (publisher.stats().stuckTopics ?? []).map(describeStuckTopic)),
        ],
      },
    })
    feed.start()
    const endFigures = tellFigures(figures, stream)
    return {
      url: server.url,
      token,
      drain: () => {
        isClosing = true
        server.drain()
      },
      close: async () => {
        endFigures()
        await Promise.all([server.close(), feed.close()])
      },
    }
  }
}

function describeStuckTopic({ topic, sinceMs, reason }: StuckTopic): string {
  return `topic ${topic} is stuck since ${new Date(sinceMs).toISOString()}: ${reason}`
}

/** What is configured; beyond loopback one that nobody has to think of. */
function tokenOf({ pageToken, pageBindAddress }: Core['loaded']['settings']): string | null {
  if (pageToken !== '') return pageToken
  return isLoopback(pageBindAddress) ? null : randomToken()
}
