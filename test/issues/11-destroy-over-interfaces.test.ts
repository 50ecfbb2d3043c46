import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { EnvironmentEvent } from '../../core/index.js'
import type { PublishResult } from '../../plugin/host.js'
import { KafkaPlugin } from '../../plugin/index.js'
import { create, options, refusal, start } from '../helpers/control-calls.js'
import { MemoryLogger } from '../helpers/memory-logger.js'
import { MemoryPublisher } from '../helpers/memory-publisher.js'
import { pageHarness } from '../helpers/page-harness.js'
import { until } from '../helpers/until.js'

/** Issue 11, section 7: a second request during a destroy, some milliseconds later, over each interface. */
const OFFSETS_MS = [0, 1, 2, 3, 5, 8, 12, 16, 20, 30, 40]

const failures = (events: readonly EnvironmentEvent[]) =>
  events.filter((event) => event.type === 'error-imminent' || event.state === 'ERROR')

describe('the page', () => {
  const harness = () => pageHarness({ core: { taskTransitionDelayMs: 5 } })
  type Page = Awaited<ReturnType<typeof harness>>
  async function running({ manager, events }: Page): Promise<string> {
    const { id } = await manager.create({ template: 't' })
    await manager.control(id, 'START_ACTIVITY')
    events.length = 0
    return `/api/environments/${id}`
  }

  it('two DELETEs of one environment: both answer that it is gone', async () => {
    const page = await harness()
    for (const offset of OFFSETS_MS) {
      const path = await running(page)
      const first = page.send('DELETE', path)
      await sleep(offset)
      const second = page.send('DELETE', path)
      expect((await first).status).toBe(200)
      // 404 where it was gone already.
      expect([200, 404]).toContain((await second).status)
      expect(failures(page.events)).toEqual([])
    }
  })

  it('DELETE and then SIGTERM', async () => {
    for (const offset of OFFSETS_MS) {
      const page = await harness()
      const first = page.send('DELETE', await running(page))
      await sleep(offset)
      expect(await page.manager.shutdown(60_000)).toEqual([])
      // 503 where the signal overtook it.
      expect([200, 503]).toContain((await first).status)
      expect(failures(page.events)).toEqual([])
    }
  })

  it('a transition during a destroy: 409, in a sentence', async () => {
    const page = await harness()
    const path = await running(page)
    const id = path.split('/').at(-1) ?? ''
    const destroyed = page.manager.destroy(id, { allowInRunningState: true })
    expect(page.journal.summary(id)).toMatchObject({ currentTransition: 'DESTROY', allowedTransitions: [] })
    const { status, body } = await page.send('POST', `${path}/control`, { transition: 'STOP_ACTIVITY' })
    expect(status).toBe(409)
    expect(body.error.message).toMatch(/is on its way: wait for its end|is being destroyed/)
    await destroyed
    expect(failures(page.events)).toEqual([])
  })
})

describe('the page, of an environment that is being created', () => {
  it('DELETE while its workflow is being loaded: 409, in a sentence', async () => {
    let load: () => void = () => {}
    const held = new Promise<void>((resolve) => {
      load = resolve
    })
    const page = await pageHarness({ core: { beforeLoading: () => held } })
    const { id, created } = page.manager.begin({ template: 't' })
    expect(await page.send('DELETE', `/api/environments/${id}`)).toMatchObject({
      status: 409,
      body: {
        error: { message: `environment ${id} is still being created: its workflow is being loaded` },
      },
    })
    load()
    expect((await created).state).toBe('CONFIGURED')
  })

  it('a destroy between two of its transitions: it ends as DONE, not as a creation that failed', async () => {
    const { manager, journal, stream } = await pageHarness()
    const published: string[] = []
    stream.subscribe(undefined, (text) => published.push(text))
    let destroyed: Promise<void> | undefined
    manager.observe(({ type, environmentId, state }) => {
      if (type === 'state-changed' && state === 'DEPLOYED') destroyed = manager.destroy(environmentId)
    })
    const { id, created } = manager.begin({ template: 't' })
    await expect(created).rejects.toThrow('was destroyed before it was CONFIGURED')
    await destroyed
    await until(
      () => published.some((text) => text.includes('event: environment-gone')),
      () => published.join(''),
    )
    expect(journal.detail(id)).toMatchObject({ state: 'DONE', gone: true })
    expect(published.filter((text) => text.includes('event: environment-gone'))).toEqual([
      expect.stringContaining('"error":null'),
    ])
  })
})

describe('gRPC', () => {
  it('DestroyEnvironment twice, and ControlEnvironment meanwhile', async () => {
    const core = await start({ taskTransitionDelayMs: 5 })
    const { client, events } = core
    for (const offset of OFFSETS_MS) {
      const id = await create(core, 'flp-its-1')
      await client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
      events.length = 0
      const destroy = () => client.call('DestroyEnvironment', { id, allowInRunningState: true }, options)
      const first = destroy()
      await sleep(offset)
      const second = Promise.allSettled([destroy()])
      const third = client.call('ControlEnvironment', { id, type: 'START_ACTIVITY' }, options)
      const [control] = await Promise.allSettled([third])
      await first
      await second
      expect(control?.status).toBe('rejected')
      expect(failures(events)).toEqual([])
    }
  })

  it('ControlEnvironment during a destroy: ABORTED, in a sentence', async () => {
    let release: () => void = () => {}
    const publisher = new (class extends MemoryPublisher {
      override async publish(...args: Parameters<MemoryPublisher['publish']>): Promise<PublishResult> {
        if (args[0].some(({ topic }) => topic.endsWith('leave_state.CONFIGURED'))) await held
        return super.publish(...args)
      }
    })()
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const core = await start({
      plugins: { kafka: () => new KafkaPlugin({ publisher, logger: new MemoryLogger() }) },
      limits: { callGraceMs: 60_000 },
    })
    const id = await create(core, 'flp-its-1', { kafka_enabled: 'true' })
    const destroyed = core.manager.destroy(id)
    const control = () => core.client.call('ControlEnvironment', { id, type: 'RESET' }, options)
    expect(await refusal(control)).toEqual({
      code: 'ABORTED',
      details: `RESET refused: environment ${id} is being destroyed`,
    })
    release()
    await destroyed
    expect(failures(core.events)).toEqual([])
  })
})
