/**
 * Issue 11, section 5: a Node timer of more than 2^31 - 1 ms fires after 1 ms, so that `close(Infinity)` dropped the whole
 * queue. Every delay that a caller, a setting or a workflow gives is bounded (timers.ts).
 */
import { describe, expect, it, onTestFinished } from 'vitest'
import { createKafkaPublisher, type KafkaPublisher, startEmbeddedBroker } from '../../broker/index.js'
import { connectControl } from '../../control-api/client.js'
import { within } from '../../core/waiting.js'
import type { PublishRecord, PublishResult } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { rejection } from '../helpers/caught.js'
import { controlStub } from '../helpers/control-stub.js'
import { createCoreHarness } from '../helpers/core-harness.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { templateWith } from '../helpers/probe-plugin.js'
import { serviceHarness } from '../helpers/service-harness.js'
import { randomName } from '../helpers/services.js'

const BEYOND = [Number.POSITIVE_INFINITY, 2 ** 31, Number.MAX_VALUE]

/** Collects Node's complaints about timers, which come a tick after the timer. */
function timerWarnings(): string[] {
  const warnings: string[] = []
  const listen = ({ name }: Error): void => {
    if (name.startsWith('Timeout')) warnings.push(name)
  }
  process.on('warning', listen)
  onTestFinished(() => {
    process.off('warning', listen)
  })
  return warnings
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

async function publisher(): Promise<KafkaPublisher> {
  const broker = await startEmbeddedBroker()
  const made = createKafkaPublisher({ brokers: broker.endpoint, logger: new MemoryLogger() })
  onTestFinished(async () => {
    await made.close(0)
    await broker.stop()
  })
  return made
}

const record = (topic: string): PublishRecord => ({ topic, key: 'env', value: Buffer.from('value') })

/** Calls without types, as JavaScript makes them. */
type Untyped = (...args: unknown[]) => Promise<PublishResult>
const untyped = (made: KafkaPublisher): { publish: Untyped; close: Untyped } =>
  made as unknown as { publish: Untyped; close: Untyped }

describe('close on a healthy broker', () => {
  it.each([...BEYOND, undefined, Number.NaN, '10000', null].map((limit) => [limit]))(
    'with a limit of %s delivers the whole queue',
    async (limit) => {
      const warnings = timerWarnings()
      const made = await publisher()
      const topic = randomName('drain')
      const results = Array.from({ length: 50 }, () => made.publish([record(topic)], { timeoutMs: 60_000 }))
      expect(await untyped(made).close(limit)).toEqual([])
      expect(await Promise.all(results)).toEqual(Array(50).fill({ status: 'delivered' }))
      expect(warnings).toEqual([])
    },
  )

  it('with a negative limit gives up at once', async () => {
    const made = await publisher()
    void made.publish([record(randomName('drain'))], { timeoutMs: 60_000 })
    expect(await made.close(-5)).toHaveLength(1)
  })

  it.each([...BEYOND, Number.NaN].map((limit) => [limit]))(
    'is also what a plugin with drainTimeoutMs %s gets',
    async (drainTimeoutMs) => {
      const made = await publisher()
      const plugin = new KafkaPlugin({ publisher: made, drainTimeoutMs, logger: new MemoryLogger() })
      const opening = plugin.init('test')
      await plugin.destroy()
      await opening
      expect(made.stats()).toMatchObject({ delivered: 1, failed: 0 })
    },
  )
})

describe('publish', () => {
  it.each([
    [undefined],
    [null],
    [{}],
    [{ timeoutMs: Number.NaN }],
    [{ timeoutMs: Number.POSITIVE_INFINITY }],
    [{ timeoutMs: 2 ** 31 }],
    [{ timeoutMs: '5000' }],
  ])('with options %o is delivered once', async (options) => {
    const warnings = timerWarnings()
    const made = await publisher()
    const result = untyped(made).publish([record(randomName('options'))], options)
    expect(await made.close(60_000)).toEqual([])
    expect(await result).toEqual({ status: 'delivered' })
    expect(made.stats()).toMatchObject({ delivered: 1, failed: 0, queued: 0 })
    expect(warnings).toEqual([])
  })

  it('with a negative timeout is answered at once, and delivered later', async () => {
    const made = await publisher()
    const result = made.publish([record(randomName('options'))], { timeoutMs: -1 })
    expect(await result).toMatchObject({ status: 'queued', error: { code: 'KFK_TIMEOUT' } })
    expect(await made.close(60_000)).toEqual([])
    expect(made.stats()).toMatchObject({ delivered: 1 })
  })

  it.each([[undefined], [null], ['records'], [{}]])(
    'of %o instead of an array is refused before anything is queued',
    async (records) => {
      const made = await publisher()
      const result = await untyped(made).publish(records)
      expect(result).toMatchObject({ status: 'failed', error: { code: 'KFK_CLIENT' } })
      expect(result).toHaveProperty(
        'error.message',
        expect.stringMatching(/^records: expected an array, got /),
      )
      expect(made.stats()).toMatchObject({ queued: 0, failed: 1 })
    },
  )

  it.each(['1000h', '2540400h'])('of a call with __call_timeout %s waits', async (timeout) => {
    const warnings = timerWarnings()
    let answer = (_result: PublishResult): void => {}
    const silent = {
      publish: () =>
        new Promise<PublishResult>((resolve) => {
          answer = resolve
        }),
    }
    const plugin = new KafkaPlugin({ publisher: silent, logger: new MemoryLogger() })
    const opening = plugin.init('test')
    answer({ status: 'delivered' })
    await opening
    const vars = {
      environment_id: 'e',
      __call_trigger: 'leave_RUNNING',
      __call_timeout: timeout,
      detectors: '[]',
      enter_state_time_ms: '1',
    }
    const call = plugin.callStack(vars).PublishLeaveStateUpdate()
    await turn()
    answer({ status: 'delivered' })
    await call
    expect(vars).not.toHaveProperty('__call_error')
    expect(warnings).toEqual([])
  })
})

describe('the core', () => {
  it.each(BEYOND)('waits %s ms for a promise', async (limitMs) => {
    const warnings = timerWarnings()
    let resolve = (_value: string): void => {}
    const value = new Promise<string>((done) => {
      resolve = done
    })
    const result = within(value, limitMs, () => new Error('late'))
    await turn()
    resolve('value')
    expect(await result).toBe('value')
    expect(warnings).toEqual([])
  })

  it.each(BEYOND)('waits %s ms for a state', async (limitMs) => {
    const warnings = timerWarnings()
    const core = await createCoreHarness({ templates: { t: templateWith({}) } })
    const { id } = await core.manager.create({ template: 't' })
    const running = core.manager.findEnvironment(id)?.whenState((state) => state === 'RUNNING', limitMs)
    await core.manager.control(id, 'START_ACTIVITY')
    expect(await running).toBe(true)
    await core.manager.destroy(id)
    expect(warnings).toEqual([])
  })

  it.each(BEYOND)('waits for a task that takes %s ms', async (taskTransitionDelayMs) => {
    const warnings = timerWarnings()
    const limits = { deployTimeoutMs: 50, taskTimeoutMs: 50 }
    const core = await createCoreHarness({
      templates: { t: templateWith({}) },
      ...{ taskTransitionDelayMs, limits },
    })
    const error = await rejection(() => core.manager.create({ template: 't' }))
    expect(error.message).toContain('workflow deployment failed')
    expect(warnings).toEqual([])
  })
})

it.each(BEYOND)('a client waits %s ms for a core', async (timeoutMs) => {
  const address = await controlStub({ GetFrameworkInfo: async () => ({ state: 'CONNECTED' }) })
  const client = connectControl(address)
  onTestFinished(() => client.close())
  expect(await client.call('GetFrameworkInfo', {}, { timeoutMs })).toMatchObject({ state: 'CONNECTED' })
})

it('a simulated service with a __call_timeout of 1000h waits for its end', async () => {
  const warnings = timerWarnings()
  const { call, plugin } = serviceHarness('trg')
  const vars = { trg_detectors: '["ITS"]', run_number: '1', trg_simulated_delay: '2000h' }
  const called = call('RunStart', { ...vars, __call_timeout: '1000h' })
  await turn()
  await plugin.destroy()
  expect((await called).error).toContain('the simulated service was closed')
  expect(warnings).toEqual([])
})
