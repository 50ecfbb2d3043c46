/**
 * `hostile-child.ts`: a core with its gRPC interfaces and its page, all in memory. Reports over IPC the ports first, then, at each
 * message, the longest block of the event loop since the last one.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ServerCredentials } from '@grpc/grpc-js'
import { apricotService } from '../control-api/apricot/service.js'
import { controlService } from '../control-api/control/service.js'
import { startGrpcServer } from '../control-api/server.js'
import { EnvironmentManager, loadIntegrationPlugins, SimulatedTasks } from '../core/index.js'
import { createTemplateFunctions, loadWorkflow } from '../core/workflow/index.js'
import { KafkaPlugin, type Logger } from '../index.js'
import { CoreMetrics } from '../metrics/index.js'
import {
  EnvironmentJournal,
  kafkaFigures,
  PageStream,
  startPageServer,
  templateSource,
} from '../page-api/index.js'
import { createRunNumberSource, readInventory, YamlTree } from '../settings/index.js'
import { TemplateRepositories } from '../template-repositories/index.js'
import { LoopBlocks } from './loop-blocks.js'

/** Counts what would be written. */
let loggedBytes = 0
const count = (fields: object, message: string): void => {
  loggedBytes += JSON.stringify(fields).length + message.length
}
const logger: Logger = { debug: () => {}, info: count, warn: count, error: count }

const folder = mkdtempSync(join(tmpdir(), 'aliecs-kafka-bench-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
writeFileSync(
  join(folder, 'settings.yaml'),
  `o2:
  hardware:
    detectors:
${['ITS', 'TPC', 'MFT', 'FDD'].map((name) => `      ${name}: { flps: { flp-${name.toLowerCase()}-1: { cards: "1" } } }`).join('\n')}
`,
)
writeFileSync(
  join(folder, 'many.yaml'),
  `name: !public many
defaults:
  roles: "1"
  detectors: '["ITS"]'
roles:
  - name: "r{{ it }}"
    for: { begin: "1", end: "{{ roles }}", var: it }
    task: { load: t }
  - name: publish
    call: { func: kafka.PublishEnterStateUpdate(), trigger: enter_CONFIGURED, critical: false }
`,
)
const tree = new YamlTree(join(folder, 'settings.yaml'))
const inventory = await readInventory(tree)
const publisher = { publish: async () => ({ status: 'delivered' as const }) }
const plugins = await loadIntegrationPlugins(
  ['kafka'],
  { kafka: () => new KafkaPlugin({ publisher, logger }) },
  logger,
)
await plugins.init('bench')
const stream = new PageStream()
const journal = new EnvironmentJournal(stream, logger)
const metrics = new CoreMetrics()
const runNumbers = createRunNumberSource(tree, folder, logger)
const functions = createTemplateFunctions({ inventory, logger })
const manager = new EnvironmentManager({
  loadWorkflow: (file, { defaults, vars, userVars }) =>
    loadWorkflow({ file, globalDefaults: defaults, globalVars: vars, userVars, functions, logger }),
  readRuntimeVars: async () => ({ defaults: {}, vars: {} }),
  inventory,
  runNumbers,
  plugins,
  tasks: new SimulatedTasks({ taskTransitionDelayMs: 0, logger }),
  logger,
  observers: [journal.observer, metrics.observer],
})
journal.follow(manager)
metrics.follow({ manager, publishers: [], events: null })
const identity = { frameworkId: 'bench', hostname: 'bench' }
const templates = await TemplateRepositories.open({
  entries: [folder],
  workingDir: folder,
  readVars: async () => ({}),
  logger,
})
const grpc = await startGrpcServer({
  services: [
    controlService({
      manager,
      plugins,
      templates,
      listDetectors: async () => inventory.detectors.slice(),
      identity: { ...identity, instanceName: 'bench', version: '0.0.0', configurationEndpoint: '' },
    }),
    apricotService({ tree, runNumbers, identity, logger }),
  ],
  host: '127.0.0.1',
  port: 0,
  credentials: ServerCredentials.createInsecure(),
  logger,
})
const feed = { records: () => [], runs: () => [], topics: [], reading: false }
const page = await startPageServer({
  port: 0,
  bindAddress: '127.0.0.1',
  hosts: [],
  token: null,
  folder,
  version: '0.0.0',
  logger,
  dependencies: {
    manager,
    journal,
    stream,
    templates: templateSource(templates),
    feed,
    metrics,
    requestUser: {},
    info: () => {
      throw new Error('not part of this benchmark')
    },
    kafka: () =>
      kafkaFigures({ publishers: [], enabled: true, pluginLoaded: true, latency: () => null, feed }),
    unready: () => [],
  },
})

const blocks = new LoopBlocks()
process.on('message', () => {
  process.send?.({
    ...blocks.take(),
    loggedKiB: loggedBytes / 1024,
    heapMiB: process.memoryUsage().heapUsed / 2 ** 20,
  })
  loggedBytes = 0
})
process.once('disconnect', () => process.exit(0))
process.send?.({ grpc: grpc.port, page: Number(new URL(page.url).port) })
