import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createKafkaPublisher, listTopics, startEmbeddedBroker, TopicReader } from '../../broker/index.js'
import { type LoadedScenario, runScenario, type ScenarioResult } from '../../core/index.js'
import type { ManagedPublisher } from '../../plugin/host.js'
import { LEGACY_TOPICS } from '../../plugin/index.js'
import type { RawRecord } from '../../records/index.js'
import { type LoadedSettings, loadSettings } from '../../settings/index.js'
import type { CommandContext } from '../context.js'
import { type Core, startCore } from '../core.js'
import { EXIT_FAILED, EXIT_OK } from '../failure.js'
import { aborted } from '../interruption.js'
import { createLogger } from '../log.js'
import { PACKAGE_FOLDER } from '../package.js'
import { requestUser } from '../request-user.js'
import { readScenario } from '../scenario-file.js'
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
    const loaded = await loadSettings({ uri, flags, env: {}, logger })
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
  readonly #display: DemoDisplay
  readonly #read: RawRecord[] = []
  #recorder: RecordingPublisher | undefined
  #lastMs = performance.now()

  constructor(options: DemoOptions, context: CommandContext, loaded: LoadedSettings) {
    this.#options = options
    this.#context = context
    this.#loaded = loaded
    this.#display = new DemoDisplay(context, options)
  }

  async run(scenario: LoadedScenario): Promise<number> {
    const { interruption } = this.#context
    const { kafkaEndpoint } = this.#loaded.settings
    const expected = expectationOf(scenario)
    const core = await this.#startCore()
    let reader: TopicReader | undefined
    try {
      await topicsThere(kafkaEndpoint)
      reader = await this.#openReader(kafkaEndpoint)
      this.#display.begin(kafkaEndpoint)
      const running = runScenario(scenario, { ...core, requestUser: requestUser() })
      const result = await Promise.race([running, aborted(interruption.signal)])
      const end = await core.close()
      const published = this.#recorder?.records ?? []
      await this.#quiet(published.length)
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
        ...compareWithExpected(expected, read, result.ids),
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
      return problems.length === 0 ? EXIT_OK : EXIT_FAILED
    } finally {
      this.#display.end()
      await core.close()
      await reader?.close()
    }
  }

  #startCore(): Promise<Core> {
    const { tamper = (publisher) => publisher } = this.#options
    const logger = createLogger({ err: this.#context.err, level: 'error', format: 'text' })
    return startCore({
      loaded: this.#loaded,
      logger,
      observers: [(event) => this.#display.event(event)],
      createPublisher: (options) => {
        this.#recorder = new RecordingPublisher(tamper(createKafkaPublisher(options)))
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
  async #quiet(count: number): Promise<void> {
    this.#lastMs = performance.now()
    while (this.#read.length < count && performance.now() - this.#lastMs < SILENCE_MS) await sleep(20)
  }
}

/** So that the consumer has nothing to find out while the records come. */
async function topicsThere(brokers: string): Promise<void> {
  const end = performance.now() + TOPICS_TIMEOUT_MS
  while (performance.now() < end) {
    const there = await listTopics(brokers, (topic) => LEGACY_TOPICS.includes(topic))
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
