import { readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { expect } from 'vitest'
import { parseScenario, runScenario } from '../../core/index.js'
import { coreStartEvent, EventWriter, eventObserver } from '../../events/index.js'
import type { PublishRecord, PublishResult, VarStack } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { byTime, type ComparedEvent, comparedEvents } from './core-events.js'
import { createCoreHarness, distinctClock } from './core-harness.js'
import { MemoryLogger } from './memory-logger.js'
import { MemoryPublisher } from './memory-publisher.js'

const GOLDEN = new URL('../golden/core/', import.meta.url)
const SCENARIOS = new URL('../fixtures/scenarios/', import.meta.url)

/** As it was when a scenario was recorded. */
export interface Circumstances {
  /** `kafka_enabled` true among the vars where nothing is said. */
  runtime?: { defaults?: VarStack; vars?: VarStack }
  /** Without the kafka plugin. */
  withoutPlugin?: true
  /** The second message of leaving CONFIGURED is acknowledged when GO_ERROR was announced twice. */
  isSlow?: true
}

/** What the Go core wrote, legacy messages too. */
export function recordedRecords(name: string): { topic: string; key: string | null; value: Buffer }[] {
  const lines = readFileSync(new URL(`${name}.jsonl`, GOLDEN), 'utf8').split('\n')
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { topic: string; key: string | null; valueHex: string })
    .map(({ topic, key, valueHex }) => ({ topic, key, value: Buffer.from(valueHex, 'hex') }))
}

/** Its events, in the order of their time stamps. */
export function recordedEvents(name: string): ComparedEvent[] {
  return byTime(comparedEvents(recordedRecords(name)))
}

class SlowPublisher extends MemoryPublisher {
  readonly #slow: boolean
  #left = 0
  #announced = 0
  #release: (() => void) | undefined

  constructor(slow: boolean) {
    super()
    this.#slow = slow
  }

  announce(): void {
    this.#announced += 1
    if (this.#announced === 2) this.#release?.()
  }

  override async publish(records: PublishRecord[], options: { timeoutMs: number }): Promise<PublishResult> {
    const result = super.publish(records, options)
    if (records[0]?.topic === 'aliecs.env_leave_state.CONFIGURED') this.#left += 1
    if (this.#slow && this.#left === 2 && this.#announced < 2) {
      await new Promise<void>((resolve) => {
        this.#release = resolve
      })
    }
    return result
  }
}

/** What ours writes in the same scenario, in the order of writing. */
export async function replayedEvents(name: string, circumstances: Circumstances): Promise<ComparedEvent[]> {
  const { runtime = { vars: { kafka_enabled: 'true' } }, withoutPlugin, isSlow } = circumstances
  const clock = distinctClock()
  const logger = new MemoryLogger()
  const legacy = new SlowPublisher(isSlow === true)
  const kafka = () => new KafkaPlugin({ publisher: legacy, clock, logger })
  const publisher = new MemoryPublisher()
  const writer = new EventWriter({ publisher, logger })
  const { manager, tasks } = await createCoreHarness({
    plugins: withoutPlugin === true ? {} : { kafka },
    runtime,
    clock,
    observers: [
      eventObserver(writer),
      ({ type }) => {
        if (type === 'error-imminent') legacy.announce()
      },
    ],
  })
  const url = new URL(`${name}.yaml`, SCENARIOS)
  const scenario = parseScenario(readFileSync(url, 'utf8'), url.pathname)
  const { steps } = await runScenario(scenario, { manager, tasks, requestUser: { name: 'root@vm' } })
  expect(steps.filter(({ failure }) => failure !== null)).toEqual([])
  if (name === 'core_killed_running') writer.write(coreStartEvent('the next core', clock()))
  await setImmediate() // the last ones are encoded then
  expect(writer.stats()).toMatchObject({ written: publisher.records.length, lost: 0 })
  return comparedEvents(publisher.take())
}
