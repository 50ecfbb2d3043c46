import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKafkaPublisher, listTopics, startEmbeddedBroker, TopicReader } from '../../broker/index.js'
import { type LoadedScenario, runScenario, type ScenarioResult } from '../../core/index.js'
import type { Logger, ManagedPublisher } from '../../plugin/host.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import type { RawRecord } from '../../records/index.js'
import { type LoadedSettings, loadSettings, variableOf } from '../../settings/index.js'
import type { CommandContext } from '../context.js'
import { type Core, startCore } from '../core.js'
import { CorePage, type RunningPage } from '../core-page.js'
import { EXIT_FAILED } from '../failure.js'
import { checkPorts } from '../free-ports.js'
import { aborted, endStatus } from '../interruption.js'
import { createLogger } from '../log.js'
import { PACKAGE_FOLDER } from '../package.js'
import { requestUser } from '../request-user.js'
import { readScenario } from '../scenario-file.js'
import { openTemplates } from '../templates.js'
import { compareWithExpected, compareWithPublished } from './comparison.js'
import { DemoDisplay } from './display.js'
import { expectationOf } from './expectation.js'
import { RecordingPublisher } from './recording-publisher.js'
import { isLegacy, isShown, type Streams } from './streams.js'
import { printInterrupted, printSummary } from './summary.js'

export interface DemoOptions {
  streams: Streams
  json: boolean
  /** Without the waits for whoever watches. */
  fast: boolean
  /** With the page up; goes on until it is interrupted. */
  page?: boolean
  /** Between the plugin and Kafka, for tests: what it loses must be noticed. */
  tamper?: (publisher: ManagedPublisher) => ManagedPublisher
}

/** So long may nothing come before what is missing counts as lost. */
const SILENCE_MS = 5000
const TOPICS_TIMEOUT_MS = 30_000

/**
 * A core on a broker inside this process, and a consumer of its own that reads back everything.
 *
 * @returns the exit status: not 0 when a record that should have come did not
 */
export async function runDemo(options: DemoOptions, context: CommandContext): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'aliecs-kafka-demo-'))
  const broker = await startEmbeddedBroker()
  try {
    const flags = {
      kafkaEndpoint: broker.endpoint,
      kafkaEndpoints: broker.endpoint,
      coreWorkingDir: folder,
      taskTransitionDelayMs: options.fast ? 2 : 100,
    }
    const uri = `file://${join(PACKAGE_FOLDER, 'examples', 'settings.yaml')}`
    const logger = createLogger({ err: context.err, level: 'error', format: 'text' })
    const variable = variableOf('pagePort')
    const env = options.page === true ? { [variable]: context.env[variable] } : {}
    const loaded = await loadSettings({ uri, flags, env, logger })
    if (options.page === true) await checkPorts(loaded, ['pagePort'])
    const scenario = readScenario(join(PACKAGE_FOLDER, 'examples', 'demo.yaml'))
    return await new Demo(options, context, loaded).run(options.fast ? withoutWaits(scenario) : scenario)
  } finally {
    await broker.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

class Demo {
  readonly #options: DemoOptions
  readonly #context: CommandContext
  readonly #loaded: LoadedSettings
  readonly #logger: Logger
  readonly #display: DemoDisplay
  readonly #read: RawRecord[] = []
  readonly #page: CorePage | undefined
  #recorder: RecordingPublisher | undefined
  #lastMs = performance.now()

  constructor(options: DemoOptions, context: CommandContext, loaded: LoadedSettings) {
    this.#options = options
    this.#context = context
    this.#loaded = loaded
    this.#display = new DemoDisplay(context, options)
    this.#logger = createLogger({ err: context.err, level: 'error', format: 'text' })
    this.#page = options.page === true ? new CorePage(this.#logger) : undefined
  }

  async run(scenario: LoadedScenario): Promise<number> {
    const { interruption } = this.#context
    const { kafkaEndpoint } = this.#loaded.settings
    const expected = expectationOf(scenario)
    const core = await this.#startCore()
    let reader: TopicReader | undefined
    let page: RunningPage | undefined
    try {
      page = await this.#startPage(core)
      await topicsThere(kafkaEndpoint)
      reader = await this.#openReader(kafkaEndpoint)
      this.#display.begin(kafkaEndpoint, page?.url)
      const running = runScenario(scenario, { ...core, requestUser: requestUser() })
      const result = await Promise.race([running, aborted(interruption.signal)])
      // With a page it is not the end yet.
      const isOver = page === undefined || result === undefined
      const end = isOver ? await core.close() : { environments: [], errors: [] }
      const published = this.#recorder?.records ?? []
      core.events?.flush()
      await this.#quiet(published)
      this.#display.end()
      const read = this.#read.filter(isLegacy)
      if (result === undefined) {
        const { length } = published.filter(isLegacy)
        printInterrupted({ published: length, read: read.length }, this.#context, this.#options.json)
        return interruption.exitCode()
      }
      const problems = [
        ...problemsOf(result),
        ...end.errors.map(({ message }) => message),
        ...compareWithPublished(published, this.#read),
        // Whoever has the page may have made environments of his own.
        ...(page === undefined ? compareWithExpected(expected, read, result.ids) : []),
      ]
      const topics = [...expected.environments.values()].flat()
      const expectedCount = topics.length + expected.lists.length
      const publishedCount = published.filter(isLegacy).length
      const events = {
        publishedCount: published.length - publishedCount,
        read: this.#read.filter((record) => !isLegacy(record)),
      }
      const { streams, json } = this.#options
      const counts = { publishedCount, expectedCount }
      printSummary({ streams, read, ...counts, events, problems }, this.#context, json)
      if (page === undefined)
        this.#say('in a browser: aliecs-kafka demo --page; in a checkout: make demo-page')
      else await this.#stay(page)
      return problems.length === 0 ? endStatus(interruption, ['SIGINT']) : EXIT_FAILED
    } finally {
      this.#display.end()
      page?.drain()
      await core.close()
      await page?.close()
      await reader?.close()
    }
  }

  async #startPage(core: Core): Promise<RunningPage | undefined> {
    if (this.#page === undefined) return undefined
    const templates = await openTemplates(this.#loaded, this.#logger)
    return this.#page.start({
      core,
      templates,
      requestUser: requestUser(),
      addresses: { control: null, apricot: null },
    })
  }

  /** Until Ctrl-C. */
  async #stay({ url }: RunningPage): Promise<void> {
    this.#say(`the page is at ${url}: make environments of your own there; Ctrl-C ends it`)
    await aborted(this.#context.interruption.signal)
  }

  #say(sentence: string): void {
    const { out } = this.#context
    if (!this.#options.json) out.print(out.colors.dim(sentence))
  }

  #startCore(): Promise<Core> {
    const { tamper = (publisher) => publisher } = this.#options
    const { observers = [], createPublisher = createKafkaPublisher } = this.#page?.coreOptions ?? {}
    return startCore({
      loaded: this.#loaded,
      logger: this.#logger,
      observers: [(event) => this.#display.event(event), ...observers],
      createPublisher: (options) => {
        this.#recorder = new RecordingPublisher(tamper(createPublisher(options)))
        return this.#recorder
      },
    })
  }

  #openReader(brokers: string): Promise<TopicReader> {
    const { err } = this.#context
    return TopicReader.open({
      brokers,
      topics: (topic) => topic.startsWith('aliecs.'),
      fromBeginning: true,
      onRecord: (record) => {
        this.#lastMs = performance.now()
        this.#read.push(record)
        if (isShown(record, this.#options.streams)) this.#display.record(record)
      },
      onError: ({ message }) => err.print(`consumer: ${message}`),
    })
  }

  /** Until as much is read as was published, or nothing comes any more. */
  async #quiet(published: readonly unknown[]): Promise<void> {
    this.#lastMs = performance.now()
    while (this.#read.length < published.length && performance.now() - this.#lastMs < SILENCE_MS)
      await sleep(20)
  }
}

/** So that the consumer has nothing to find out while the records come. */
async function topicsThere(brokers: string): Promise<void> {
  const end = performance.now() + TOPICS_TIMEOUT_MS
  while (performance.now() < end) {
    const there = await listTopics(
      brokers,
      (topic) => LEGACY_TOPICS.includes(topic),
      {},
      () => {},
    )
    if (new Set(there.map(({ topic }) => topic)).size === LEGACY_TOPICS.length) return
    await sleep(50)
  }
}

function withoutWaits(loaded: LoadedScenario): LoadedScenario {
  const wait = { ms: 0 }
  const steps = loaded.scenario.steps.map((step) =>
    step.wait !== undefined && 'ms' in step.wait ? { ...step, wait } : step,
  )
  return { ...loaded, scenario: { ...loaded.scenario, steps } }
}

function problemsOf({ steps }: ScenarioResult): string[] {
  return steps.flatMap(({ description, failure }) => (failure === null ? [] : [`${description}: ${failure}`]))
}
