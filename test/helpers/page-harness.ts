import { onTestFinished } from 'vitest'
import { AliecsError } from '../../errors.js'
import { CoreMetrics } from '../../metrics/index.js'
import {
  EnvironmentJournal,
  kafkaFigures,
  type PageServerOptions,
  PageStream,
  startPageServer,
} from '../../page-api/index.js'
import type { Run, TemplateView } from '../../page-api/schemas.js'
import type { CoreHarnessOptions } from './core-harness.js'
import { MemoryLogger } from './memory-logger.js'
import type { Calls } from './probe-plugin.js'
import { probedCore } from './probed-core.js'
import { temporaryFolder } from './temporary.js'

export interface PageHarnessOptions {
  calls?: Calls
  core?: CoreHarnessOptions
  server?: Partial<PageServerOptions>
  unready?: string[]
}

const TEMPLATE: TemplateView = {
  reference: 'repo/workflows/t@main',
  name: 't',
  repo: 'repo',
  revision: 'main',
  isDefault: true,
  description: '',
  variables: [{ name: 'run_type', value: 'PHYSICS', values: ['PHYSICS', 'COSMICS'] }],
}

/** The page's server on a core in memory, whose template is `t`; nothing comes back from Kafka. */
export async function pageHarness({ calls = {}, core, server: own, unready = [] }: PageHarnessOptions = {}) {
  const stream = new PageStream()
  const logger = new MemoryLogger()
  const journal = new EnvironmentJournal(stream, logger)
  const metrics = new CoreMetrics()
  const harness = await probedCore(calls, { ...core, observers: [journal.observer, metrics.observer] })
  const { manager, plugins } = harness
  journal.follow(manager)
  metrics.follow({ manager, publishers: [], events: null })
  const feed = { records: () => [], runs: (): Run[] => [], topics: [], reading: false }
  const server = await startPageServer({
    port: 0,
    bindAddress: '127.0.0.1',
    hosts: [],
    token: null,
    folder: temporaryFolder(),
    version: '1.2.3',
    logger,
    ...own,
    dependencies: {
      manager,
      journal,
      stream,
      templates: {
        list: async () => [TEMPLATE],
        resolve: async (reference) => {
          if (reference === 't' || reference === TEMPLATE.reference) return 't'
          throw new AliecsError('TEMPLATE_UNKNOWN', `no workflow template ${reference}; there is: t`)
        },
      },
      feed,
      metrics,
      requestUser: { name: 'page' },
      info: () => ({
        instanceName: 'harness',
        version: '1.2.3',
        frameworkId: 'f',
        hostname: 'h',
        startedMs: 1,
        detectors: { all: ['ITS'], active: manager.activeDetectors(), available: ['ITS'], hosts: {} },
        addresses: { control: null, apricot: null, page: 'http://h' },
      }),
      kafka: () =>
        kafkaFigures({ publishers: [], enabled: true, pluginLoaded: false, latency: () => null, feed }),
      unready: () => unready,
    },
  })
  onTestFinished(() => server.close())
  const send = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text }
  }
  return { ...harness, plugins, server, stream, journal, send, feed, pageLogger: logger }
}
